/** An attempt that follows one that failed, as Temporal knows it. Times are milliseconds since the epoch. */
interface NextAttempt {
  node: string;
  /** Its number, from 2, and how many there may be. */
  attempt: number;
  of: number;
  /** When it begins; null when a worker has it already. */
  at: number | null;
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
  /** When the next one begins; null while that is not known. */
  again: number | null;
}

/** Temporal hears of a failure a moment after it was recorded. */
const HEARS_WITHIN_MS = 2_000;

/**
 * Whether a step of a run that goes on is tried again after its newest attempt; null when it is not. Temporal knows; until it has
 * answered, the plan says how many attempts there are.
 */
export function retryOf(
  last: { node: string; attempt: number; status: string; error: { type: string } | null } | null,
  {
    failedAt,
    attempts,
    told,
  }: {
    failedAt: number;
    /** As the plan has them. */
    attempts: number;
    told: NextAttempts | undefined;
  },
): Retry | null {
  if (last?.status !== "failed" || last.error?.type !== "transient") return null;
  // An older answer is of an attempt before this one.
  const since = told && told.at >= failedAt ? told.at - failedAt : null;
  const next = since === null ? undefined : told!.retries.find(({ node }) => node === last.node);
  if (next && next.at !== null) return { failed: next.attempt - 1, of: next.of, again: next.at };
  const isOver = !next && since !== null && since > HEARS_WITHIN_MS;
  if (isOver || last.attempt >= attempts) return null;
  return { failed: last.attempt, of: attempts, again: null };
}

/** `attempt 1 of 3 failed: There is no such host; again in 9 s`. */
export function retryWords(retry: Retry, message: string, now: number): string {
  const { failed, of } = retry;
  return `attempt ${failed} of ${of} failed: ${message.replace(/\.\s*$/, "")}; ${againWords(retry, now)}`;
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
