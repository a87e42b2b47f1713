import { keyIdOfPem } from "../signing.ts";
import { fault, n, type Chain, type Fault } from "./chain.ts";
import { isSealOf, type Seal } from "./seal.ts";

/** What a verification found. */
export interface Verdict {
  ok: boolean;
  /** False where only some entries were there to be looked at: then nothing is said of those between them. */
  complete: boolean;
  /** That were found to be as they were written. */
  entries: number;
  /** How far the chain is as it was written: its last good entry. */
  through: { seq: number; hash: string } | null;
  seals: {
    /** Signed by the key, and true of the chain. */
    held: number;
    /** Signed by a key that is not at hand. */
    unknown: number;
    lastAt: string | null;
  };
  keyId: string;
  fault: Fault | null;
}

/** Holds the seals against the chain while somebody walks along it. */
export class SealCheck {
  readonly seals: Verdict["seals"] = { held: 0, unknown: 0, lastAt: null };
  readonly keyId: string;
  readonly #publicKey: string;
  #held = 0;

  constructor(publicKey: string) {
    this.#publicKey = publicKey;
    this.keyId = keyIdOfPem(publicKey);
  }

  /** At the entry that the seal names, or where the chain has ended before it. */
  check(seal: Seal, { seq, hash }: Pick<Chain, "seq" | "hash">): Fault | null {
    if (seal.keyId !== this.keyId) {
      this.seals.unknown++;
      return null;
    }
    if (!isSealOf(this.#publicKey, seal))
      return fault(
        seal.seq,
        "forged",
        `The seal of entry ${n(seal.seq)} does not carry the signature of key ${this.keyId}`,
      );
    if (seal.seq > seq)
      return fault(
        seq + 1,
        "tail-removed",
        `The record ends with entry ${n(seq)}, but ${n(seal.seq)} were sealed on ${seal.sealedAt}: the last ones were removed`,
      );
    if (seal.hash !== hash)
      return fault(
        this.#held + 1,
        "rewritten",
        `Entry ${n(seal.seq)} has another hash than was sealed on ${seal.sealedAt}: the chain was written anew somewhere from entry ${n(this.#held + 1)} on`,
      );
    this.#held = seal.seq;
    this.seals.held++;
    this.seals.lastAt = seal.sealedAt;
    return null;
  }
}
