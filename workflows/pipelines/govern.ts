import {
  condition,
  continueAsNew,
  defineSignal,
  proxyActivities,
  setHandler,
} from "@temporalio/workflow";
import { LOOK, type GovernActivities, type Look } from "../core/governing.ts";
import { clock } from "./clock.ts";

const { lookAtReview, lookAtApproval } = proxyActivities<GovernActivities>({
  taskQueue: "control",
  startToCloseTimeout: "1m",
  retry: { maximumInterval: "10s" },
});

interface Governed {
  id: string;
}

/** Looks at least this often, in ms: another clock, or a policy that changed, is noticed within a day. */
const LONGEST_MS = 86_400_000;
/** The clocks of two machines differ a little: a look may come a moment before what is due, and is then repeated. */
const SHORTEST_MS = 200;
/** After so many looks the history begins anew. */
const LOOKS = 200;

const look = defineSignal(LOOK);

/** Watches over a review until it is closed: reminders, deadlines, escalation. */
export async function governReview({ id }: Governed): Promise<void> {
  if (await watch(() => lookAtReview(id))) return;
  await continueAsNew<typeof governReview>({ id });
}

/** Watches over the approval of a model version until it has none: validity, conditions, waivers. */
export async function governApproval({ id }: Governed): Promise<void> {
  if (await watch(() => lookAtApproval(id))) return;
  await continueAsNew<typeof governApproval>({ id });
}

/** True when nothing is left to watch; false when the history has grown long. */
async function watch(see: () => Promise<Look>): Promise<boolean> {
  let poked = false;
  setHandler(look, () => {
    poked = true;
  });
  for (let looks = 0; looks < LOOKS || poked; looks++) {
    poked = false;
    const { over, until } = await see();
    // What came while it looked may have begun something new.
    if (poked) continue;
    if (over) return true;
    const left = until === null ? LONGEST_MS : clock.until(until);
    await condition(() => poked, Math.min(LONGEST_MS, Math.max(SHORTEST_MS, left)));
  }
  return false;
}
