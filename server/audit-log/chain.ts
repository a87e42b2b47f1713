import { createHash } from "node:crypto";

/** What the first entry of a workspace stands on. */
export const GENESIS = "0".repeat(64);

/** An entry as it was hashed. */
export interface ChainEntry {
  seq: number;
  hash: string;
  /** The text that was hashed; null where the entry is gone. */
  content: string | null;
  /** The hash it stands on, where that was written down beside it. */
  prev?: string;
}

export interface Fault {
  /** The first entry that is not as it was written. */
  seq: number;
  kind: "changed" | "removed" | "tail-removed" | "swapped" | "rewritten" | "unlinked" | "forged";
  /** What is wrong, for people. */
  sentence: string;
}

/** SHA-256 of the hash before, a line break and the content (`audit_hash` of the database). */
export function linkHash(prev: string, content: string): string {
  return createHash("sha256").update(prev).update("\n").update(content).digest("hex");
}

/** Follows a chain from its first entry; whatever does not fit is told once, and ends the walk. */
export class Chain {
  seq = 0;
  hash = GENESIS;

  next(entry: ChainEntry): Fault | null {
    const expected = this.seq + 1;
    const { seq, hash, content, prev = this.hash } = entry;
    if (seq < expected)
      return fault(seq, "swapped", `Entry ${n(seq)} stands behind entry ${n(this.seq)}`);
    if (seq > expected)
      return fault(
        expected,
        "removed",
        `Entry ${n(expected)} was removed: ${n(seq)} comes after ${n(this.seq)}`,
      );
    if (content === null)
      return fault(
        seq,
        "removed",
        `Entry ${n(seq)} was removed: only its place in the chain is left`,
      );
    if (prev !== this.hash)
      return fault(
        seq,
        "rewritten",
        `Entry ${n(seq)} stands on another hash than entry ${n(seq - 1)} has: one of the two was written anew`,
      );
    if (linkHash(prev, content) !== hash) return unlike(seq, content);
    this.seq = seq;
    this.hash = hash;
    return null;
  }
}

/** An entry whose content does not give its hash. */
export function unlike(seq: number, content: string): Fault {
  const own = seqOf(content);
  return own !== null && own !== seq
    ? fault(seq, "swapped", `In the place of entry ${n(seq)} stands entry ${n(own)}`)
    : fault(
        seq,
        "changed",
        `Entry ${n(seq)} was changed: it does not give the hash it was written with`,
      );
}

export function fault(seq: number, kind: Fault["kind"], sentence: string): Fault {
  return { seq, kind, sentence: `${sentence}.` };
}

export function n(value: number): string {
  return value.toLocaleString("en");
}

function seqOf(content: string): number | null {
  try {
    const { seq } = JSON.parse(content) as { seq?: unknown };
    return typeof seq === "number" ? seq : null;
  } catch {
    return null;
  }
}
