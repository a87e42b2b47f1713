import { authorize, type Ctx } from "../context.ts";
import { setPaused } from "./set-paused.ts";

/** Lets a paused run go on where it was held. */
export async function resume(ctx: Ctx, { id }: { id: string }) {
  authorize(ctx, "runs.control");
  return { id, status: await setPaused(ctx, id, false) };
}
