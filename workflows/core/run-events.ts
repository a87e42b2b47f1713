/** What the server and a run's workflow have to agree on: ids, and the events that one delivers and the other waits for. */

export function runWorkflowId(runId: string): string {
  return `run-${runId}`;
}

/** The id of a step's activity; a step that waited is called again. */
export function activityIdOf(node: string, item: number | undefined, call: number): string {
  return [node, ...(item === undefined ? [] : [item]), ...(call > 1 ? [`call ${call}`] : [])].join(
    " ",
  );
}

/** Which step an activity calls. */
export function stepOfActivity(activityId: string): { node: string; item: string | null } {
  const [node = "", item = null] = /^(\S+)(?: (\d+))?/.exec(activityId)?.slice(1) ?? [];
  return { node, item };
}

const REVIEW = "review:";

/** The key of the event that tells a step how its review was decided. */
export function reviewKey(reviewId: string): string {
  return `${REVIEW}${reviewId}`;
}

/** The review of which such an event tells. */
export function reviewOfKey(key: string): string {
  return key.slice(REVIEW.length);
}

/** The key of the event that tells whom a run keeps waiting of its end; the database sends it. */
export function runEndKey(runId: string): string {
  return `run-end:${runId}`;
}

const SLOT = "slot:";
const TURN = "turn:";

/** The key of the event that tells a step of its slots. */
export function slotKey(node: string, item: string): string {
  return `${SLOT}${node}${item === "" ? "" : `:${item}`}`;
}

/** The key of the event that tells a run that the turn of one it started has come. */
export function turnKey(runId: string): string {
  return `${TURN}${runId}`;
}

/** Whether an event says that slots were granted, to a step or to a run. */
export function isGrant(key: string): boolean {
  return key.startsWith(SLOT) || key.startsWith(TURN);
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
