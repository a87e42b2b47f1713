/** What the server has not answered by then is given up, and tried again, in milliseconds. */
const ANSWER_MS = 15_000;

/** Options of a call that must not wait for ever: requests that are sent together end when all of them may. */
export function within(): { signal: AbortSignal } {
  return { signal: AbortSignal.timeout(ANSWER_MS) };
}
