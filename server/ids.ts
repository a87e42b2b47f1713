import { randomBytes } from "node:crypto";

const ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz";

/** An id such as `run_7m2k9…`: a prefix that tells what it is, and 80 random bits in Crockford's base 32. */
export function newId(prefix: string): string {
  const digits = Array.from(randomBytes(16), (byte) => ALPHABET[byte & 31]).join("");
  return `${prefix}_${digits}`;
}
