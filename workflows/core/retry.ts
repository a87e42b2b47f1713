/** An attempt that follows one that failed, as Temporal knows it. Times are milliseconds since the epoch. */
interface NextAttempt {
  node: string;
  /** Its number, from 2, and how many there may be. */
  attempt: number;
  of: number;
  /** When it begins; null when a worker has it already. */
  at: number | null;
  /** Why the one before ended, where that could not record it itself. */
  why: string | null;
}

/** What Temporal answered, and when it was asked. */
export interface NextAttempts {
  at: number;
  retries: readonly NextAttempt[];
}

/** A step between two of its attempts. */
export interface Retry {
  /** Which attempt failed, of how many. */
  failed: number;
  of: number;
  why: string;
  /** When the next one begins; null while that is not known. */
  again: number | null;
}

/** Temporal hears of a failure a moment after it was recorded. */
const HEARS_WITHIN_MS = 2_000;

/** How an attempt is recorded that is followed by another: one whose worker is gone says no more. */
export const MAY_BE_FOLLOWED: ReadonlySet<string> = new Set(["failed", "running", "cancelled"]);

/**
 * Whether a step of a run that goes on is tried again after its newest attempt; null when it is not. Temporal knows; until it has
 * answered, the plan says how many attempts there are.
 */
export function retryOf(
  last: {
    node: string;
    attempt: number;
    status: string;
    error: { type: string; message: string } | null;
  } | null,
  {
    since,
    attempts,
    told,
  }: {
    /** When that attempt ended; when it began, while it has not. */
    since: number;
    /** As the plan has them. */
    attempts: number;
    told: NextAttempts | undefined;
  },
): Retry | null {
  if (!last || !MAY_BE_FOLLOWED.has(last.status)) return null;
  // An older answer is of an attempt before this one.
  const age = told && told.at >= since ? told.at - since : null;
  const next = age === null ? undefined : told!.retries.find(({ node }) => node === last.node);
  const why = last.error?.message ?? next?.why ?? "no answer from its worker";
  if (next && next.at !== null)
    return { failed: next.attempt - 1, of: next.of, why, again: next.at };
  if (last.status !== "failed" || last.error?.type !== "transient") return null;
  const isOver = !next && age !== null && age > HEARS_WITHIN_MS;
  if (isOver || last.attempt >= attempts) return null;
  return { failed: last.attempt, of: attempts, why, again: null };
}

/** `attempt 1 of 3 failed: There is no such host; again in 9 s`. */
export function retryWords(retry: Retry, now: number): string {
  const { failed, of, why } = retry;
  return `attempt ${failed} of ${of} failed: ${why.replace(/\.\s*$/, "")}; ${againWords(retry, now)}`;
}

/** `again in 9 s`. */
export function againWords({ again }: Retry, now: number): string {
  if (again === null) return "it is tried again";
  const seconds = Math.ceil((again - now) / 1_000);
  if (seconds <= 0) return "again any moment";
  if (seconds < 100) return `again in ${seconds} s`;
  const minutes = Math.round(seconds / 60);
  return minutes < 100 ? `again in ${minutes} m` : `again in ${Math.round(minutes / 60)} h`;
}
