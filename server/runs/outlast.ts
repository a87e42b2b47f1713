import { setTimeout as sleep } from "node:timers/promises";
import { log } from "../log.ts";

/** What sockets, the driver and Postgres itself say when the server is away, as opposed to when it refuses. */
const AWAY = new Set([
  "ECONNREFUSED",
  "ECONNRESET",
  "EPIPE",
  "ETIMEDOUT",
  "ENOTFOUND",
  "EAI_AGAIN",
  "CONNECTION_CLOSED",
  "CONNECT_TIMEOUT",
  // Shut down by an admin; crashed; starting up; too many clients.
  "57P01",
  "57P02",
  "57P03",
  "53300",
]);
const FIRST_PAUSE_MS = 100;
const LONGEST_PAUSE_MS = 2_000;

/** True when Postgres could not be reached, or went away before it answered. */
export function isOutage(error: unknown): boolean {
  for (let cause = error; cause instanceof Error; cause = cause.cause) {
    const { code } = cause as { code?: unknown };
    // Class 08: connection exceptions.
    if (typeof code === "string" && (AWAY.has(code) || /^08...$/.test(code))) return true;
  }
  return false;
}

/**
 * Makes a call to the database again until Postgres is back, so that an outage costs a step time and not one of its
 * attempts. A call whose answer was lost may have been carried out: it must be one that can be made twice.
 * @throws what the call throws for any other reason; the last failure when the signal aborts.
 */
export async function outlast<T>(signal: AbortSignal, call: () => Promise<T>): Promise<T> {
  for (let pause = FIRST_PAUSE_MS; ; pause = Math.min(2 * pause, LONGEST_PAUSE_MS)) {
    try {
      return await call();
    } catch (error) {
      if (signal.aborted || !isOutage(error)) throw error;
      // Not the error itself: it holds the statement with all its values.
      if (pause === FIRST_PAUSE_MS)
        log.warn({ why: reason(error) }, "Postgres is away: a step waits");
      await sleep(pause, undefined, { signal }).catch(() => undefined);
    }
  }
}

function reason(error: unknown): string {
  let cause = error;
  while (cause instanceof Error && cause.cause) cause = cause.cause;
  return cause instanceof Error ? cause.message : String(cause);
}
