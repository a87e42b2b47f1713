import { authorize, type Ctx } from "../context.ts";
import { setPaused } from "./set-paused.ts";

/** Holds a run: steps that run end in their own time, and nothing new begins until it is resumed. */
export async function pause(ctx: Ctx, { id }: { id: string }) {
  authorize(ctx, "runs.control");
  return { id, status: await setPaused(ctx, id, true) };
}
