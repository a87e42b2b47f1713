import type { z } from "zod";
import type { StepRegistry } from "../../workflows/core/define-step.ts";
import { isTimed } from "../../workflows/core/triggers.ts";
import { authorize, type Ctx } from "../context.ts";
import { newId } from "../ids.ts";
import { findTrigger } from "./find.ts";
import { fire } from "./fire.ts";
import type { fireInput } from "./schemas.ts";

/** Starts a trigger's run now, as the person who asks, also while it is paused. Params go over those of the trigger. */
export async function fireByHand(
  ctx: Ctx & { steps?: StepRegistry },
  { id, params }: z.output<typeof fireInput>,
): Promise<{ runId: string }> {
  authorize(ctx, "runs.start");
  const trigger = await findTrigger(ctx, id);
  const firing = await fire(ctx, trigger, {
    key: newId("hand"),
    facts: {
      person: { id: ctx.actor.userId, name: ctx.actor.name },
      // Params of a trigger by time may refer to it.
      ...(isTimed(trigger.spec) ? { schedule: { at: new Date().toISOString() } } : {}),
    },
    actor: ctx.actor,
    ...(params ? { params } : {}),
  });
  if (firing.outcome === "refused") throw firing.error;
  return { runId: (firing as { runId: string }).runId };
}
