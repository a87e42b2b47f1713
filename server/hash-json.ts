import { createHash } from "node:crypto";
import { canonicalJson } from "../workflows/core/json.ts";

/** SHA-256 of a value as canonical JSON, in hexadecimal. */
export function hashJson(value: unknown): string {
  return createHash("sha256").update(canonicalJson(value)).digest("hex");
}
