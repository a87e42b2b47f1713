import {
  createHash,
  createPrivateKey,
  createPublicKey,
  hkdfSync,
  sign as signBytes,
  verify as verifyBytes,
  type KeyObject,
} from "node:crypto";
import { canonicalJson, type Json } from "../workflows/core/json.ts";
import { PenstockError } from "./errors.ts";

/** What comes before the 32 bytes of an Ed25519 key in PKCS #8 (RFC 8410). */
const PKCS8_ED25519 = Buffer.from("302e020100300506032b657004220420", "hex");

export interface Signed {
  /** The first 16 hexadecimal digits of the public key's SHA-256. */
  keyId: string;
  /** Ed25519 (RFC 8032), base 64. */
  signature: string;
}

/**
 * Signs a value as canonical JSON with this installation's key, which follows from PENSTOCK_SECRET.
 * @throws PenstockError `unavailable` where the process has no PENSTOCK_SECRET
 */
export function sign(value: Json, secret = process.env["PENSTOCK_SECRET"]): Signed {
  const key = privateKey(secret);
  return {
    keyId: keyIdOf(createPublicKey(key)),
    signature: signBytes(null, Buffer.from(canonicalJson(value)), key).toString("base64"),
  };
}

/** Whether the holder of the public key (PEM) signed this value. */
export function isSignedBy(publicKeyPem: string, value: Json, signature: string): boolean {
  const key = createPublicKey(publicKeyPem);
  return verifyBytes(
    null,
    Buffer.from(canonicalJson(value)),
    key,
    Buffer.from(signature, "base64"),
  );
}

/** The public key of this installation as PEM; whoever has it can check all that was signed here. */
export function publicKeyPem(secret = process.env["PENSTOCK_SECRET"]): string {
  return createPublicKey(privateKey(secret)).export({ type: "spki", format: "pem" }).toString();
}

/** The id of a public key (PEM), as `sign` gives it. */
export function keyIdOfPem(publicKeyPem: string): string {
  return keyIdOf(createPublicKey(publicKeyPem));
}

function keyIdOf(key: KeyObject): string {
  const bytes = key.export({ type: "spki", format: "der" });
  return createHash("sha256").update(bytes).digest("hex").slice(0, 16);
}

/** HKDF (RFC 5869) with SHA-256; its label keeps this key apart from whatever else PENSTOCK_SECRET makes. */
function privateKey(secret: string | undefined): KeyObject {
  if (!secret)
    throw new PenstockError(
      "unavailable",
      "This process cannot sign: start everything with 'npm start', or set PENSTOCK_SECRET.",
    );
  const seed = Buffer.from(hkdfSync("sha256", secret, "", "penstock signatures v1", 32));
  return createPrivateKey({
    key: Buffer.concat([PKCS8_ED25519, seed]),
    format: "der",
    type: "pkcs8",
  });
}
