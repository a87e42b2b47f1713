import { hostname } from "node:os";
import { PenstockError } from "./errors.ts";

/** Of a full disk and of a quota that is used up: Node's codes, and Postgres' `disk_full`. */
const CODES = new Set<unknown>(["ENOSPC", "EDQUOT", "53100"]);
/** What libraries say that keep the code to themselves: DuckDB, and Python in a trainer's last words. */
const WORDS = /no space left on device|disk quota exceeded/i;

/** The refusal that says what to do, where an error comes from a full disk; null for any other. */
export function outOfSpace(error: unknown): PenstockError | null {
  for (let cause = error; cause instanceof Error; cause = cause.cause)
    if (CODES.has((cause as { code?: unknown }).code) || WORDS.test(cause.message))
      return new PenstockError(
        "unavailable",
        `No space is left on the disk of ${hostname()}: free some space, then try again.`,
      );
  return null;
}
