import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from "node:crypto";
import { PenstockError } from "../errors.ts";

const ALGORITHM = "aes-256-gcm";
/** What comes before a text; another algorithm or another derivation of the key takes another number. */
const PREFIX = "penstock.v1.";
const IV_BYTES = 12;
const TAG_BYTES = 16;

/**
 * Encrypts a text so that only a process with the same PENSTOCK_SECRET reads it, and notices any change: AES-256-GCM
 * (NIST SP 800-38D) with a random 96-bit IV; `penstock.v1.` and IV, tag and ciphertext in base64url.
 * @throws PenstockError where the process has no PENSTOCK_SECRET
 */
export function encrypt(text: string, secret = process.env["PENSTOCK_SECRET"]): string {
  const iv = randomBytes(IV_BYTES);
  const cipher = createCipheriv(ALGORITHM, keyFrom(secret), iv, { authTagLength: TAG_BYTES });
  const body = Buffer.concat([cipher.update(text, "utf8"), cipher.final()]);
  return PREFIX + Buffer.concat([iv, cipher.getAuthTag(), body]).toString("base64url");
}

/**
 * Reads what `encrypt` wrote.
 * @throws PenstockError where the text was written with another PENSTOCK_SECRET, or changed since
 */
export function decrypt(encrypted: string, secret = process.env["PENSTOCK_SECRET"]): string {
  const key = keyFrom(secret);
  if (!encrypted.startsWith(PREFIX)) throw unreadable();
  const bytes = Buffer.from(encrypted.slice(PREFIX.length), "base64url");
  if (bytes.length < IV_BYTES + TAG_BYTES) throw unreadable();
  const decipher = createDecipheriv(ALGORITHM, key, bytes.subarray(0, IV_BYTES), {
    authTagLength: TAG_BYTES,
  });
  decipher.setAuthTag(bytes.subarray(IV_BYTES, IV_BYTES + TAG_BYTES));
  try {
    const body = decipher.update(bytes.subarray(IV_BYTES + TAG_BYTES));
    return Buffer.concat([body, decipher.final()]).toString("utf8");
  } catch {
    throw unreadable();
  }
}

/** HKDF (RFC 5869) with SHA-256; its label keeps this key apart from whatever else PENSTOCK_SECRET signs. */
function keyFrom(secret: string | undefined): Buffer {
  if (!secret)
    throw new PenstockError(
      "unavailable",
      "This process cannot read or write secrets: start everything with 'npm start', or set PENSTOCK_SECRET.",
    );
  return Buffer.from(hkdfSync("sha256", secret, "", "penstock secrets v1", 32));
}

function unreadable(): PenstockError {
  return new PenstockError(
    "unavailable",
    "A stored secret cannot be read: it was written with another PENSTOCK_SECRET, or has been changed in the database. Set that PENSTOCK_SECRET again, or enter the secret anew.",
  );
}
