import { createHmac } from "node:crypto";

export const PERIOD_S = 30;
const ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

/** The code an authenticator shows for a key in base 32. */
export function codeNow(key: string, now = Date.now()): string {
  const bits = Array.from(key, (letter) =>
    ALPHABET.indexOf(letter).toString(2).padStart(5, "0"),
  ).join("");
  const bytes = bits.match(/.{8}/g)!.map((byte) => Number.parseInt(byte, 2));
  return codeAt(Buffer.from(bytes), now);
}

/** The code for a secret at a moment, in milliseconds since 1970 (RFC 6238, with HMAC-SHA-1 and six digits). */
export function codeAt(secret: Buffer, at: number): string {
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(Math.floor(at / 1_000 / PERIOD_S)));
  const mac = createHmac("sha1", secret).update(counter).digest();
  const offset = mac.at(-1)! & 15;
  return String((mac.readUInt32BE(offset) & 0x7fffffff) % 1_000_000).padStart(6, "0");
}
