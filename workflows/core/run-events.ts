/** What the server and a run's workflow have to agree on about the events that one delivers and the other waits for. */

/** The key of the event that tells a step of its slots. */
export function slotKey(node: string, item: string): string {
  return `slot:${node}${item === "" ? "" : `:${item}`}`;
}

/** The key of the event that tells a run that the turn of one it started has come. */
export function turnKey(runId: string): string {
  return `turn:${runId}`;
}

/** Keys of the events that hold a whole run, and let it go on. */
export const PAUSE = "run:pause";
export const RESUME = "run:resume";
/** The key of the event that ends what a cancelled run still does at its end. */
export const CUT_SHORT = "run:cut-short";

/** Types of refusal, as `ApplicationFailure.type`. */
export const NOT_WAITING = "not-waiting";
export const ALREADY_DELIVERED = "already-delivered";
export const REFUSED_ACTOR = "refused-actor";
