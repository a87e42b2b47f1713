import { createHash } from "node:crypto";
import { z } from "zod";
import { isSignedBy, sign } from "../signing.ts";
import { sealSchema } from "./seal-file.ts";

/*
 * An exported record is JSON lines: a header; the entries in the order of the chain, each with the exact text that was hashed;
 * after an entry that was sealed its seal; and a signed last line, which says how many entries there are and with which hashes.
 */

export const FORMAT = "penstock-audit";

export const headerSchema = z.object({
  format: z.literal(FORMAT),
  version: z.literal(1),
  workspaceId: z.string(),
  workspace: z.string(),
  exportedAt: z.string(),
  exportedBy: z.string(),
  /** Whether all entries up to the head are here. If not, only what is here is vouched for. */
  complete: z.boolean(),
  filters: z.record(z.string(), z.string()),
  hash: z.string(),
  keyId: z.string(),
  /** PEM; the key of the seals and of the last line. */
  publicKey: z.string(),
});

// Strict: what no hash covers has no place on a line.
const entrySchema = z.strictObject({
  seq: z.int().min(1),
  prev: z.string(),
  hash: z.string(),
  content: z.string(),
});

const end = {
  /** SHA-256 of the header's line. */
  header: z.string(),
  entries: z.int().min(0),
  /** The head of the chain when this was exported. */
  seq: z.int().min(0),
  head: z.string(),
  /** SHA-256 of the hashes of all entries here, each with a line break behind it. */
  digest: z.string(),
};
export const lineSchema = z.union([
  entrySchema,
  z.strictObject({ seal: sealSchema }),
  z.strictObject({ end: z.strictObject({ ...end, keyId: z.string(), signature: z.string() }) }),
]);

export type Header = z.infer<typeof headerSchema>;
export type Ending = Extract<z.infer<typeof lineSchema>, { end: unknown }>["end"];
type Unsigned = Omit<Ending, "keyId" | "signature">;

export function sha256Line(line: string): string {
  return createHash("sha256").update(line).digest("hex");
}

export function signEnding(ending: Unsigned): Ending {
  return { ...ending, ...sign(statementOf(ending)) };
}

/** Whether the holder of the public key (PEM) made this last line. */
export function isEndingOf(publicKey: string, ending: Ending): boolean {
  return isSignedBy(publicKey, statementOf(ending), ending.signature);
}

function statementOf({ header, entries, seq, head, digest }: Unsigned) {
  return { type: "penstock audit export", header, entries, seq, head, digest };
}
