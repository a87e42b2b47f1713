import type { ScheduleOverlapPolicy } from "@temporalio/client";
import type { z } from "zod";
import { isTimed, type TimedTrigger } from "../../workflows/core/triggers.ts";
import { audit } from "../audit.ts";
import { authorize, type Ctx } from "../context.ts";
import { PenstockError } from "../errors.ts";
import { findTrigger, type Trigger } from "./find.ts";
import { nextTimes } from "./next-times.ts";
import { promptly } from "./schedule.ts";
import type { backfillCountInput, backfillInput } from "./schemas.ts";

/** Temporal keeps at most so many actions of a schedule in waiting. */
const MAX_BACKFILL = 1_000;

/** How many runs a backfill of the range would start, both ends included; the first and last of their times. */
export async function backfillCount(ctx: Ctx, input: z.output<typeof backfillCountInput>) {
  authorize(ctx, "workspace.read");
  const times = timesWithin(await findTrigger(ctx, input.id), input);
  return { count: times.length, first: times[0] ?? null, last: times.at(-1) ?? null };
}

/**
 * Starts the runs that the schedule would have started in the range, by Temporal's own backfill.
 * @throws PenstockError `conflict` when it is another number than was shown, or the trigger is paused
 */
export async function backfill(ctx: Ctx, input: z.output<typeof backfillInput>) {
  authorize(ctx, "runs.start");
  const found = await findTrigger(ctx, input.id);
  const times = timesWithin(found, input);
  if (times.length !== input.count)
    throw new PenstockError(
      "conflict",
      `The range has ${times.length} times now, not ${input.count}: look at it again and start it then.`,
    );
  if (found.paused)
    throw new PenstockError("conflict", "The trigger is paused: resume it before the backfill.");
  const scheduleId = found.scheduleId!;
  const client = await ctx.temporal();
  await ctx.db.transaction(async (tx) => {
    await audit(tx, ctx.actor, {
      action: "trigger.backfill",
      entity: "trigger",
      entityId: found.id,
      after: {
        trigger: `${found.pipeline}/${found.name}`,
        from: input.from,
        to: input.to,
        count: times.length,
        overlap: input.overlap,
      },
    });
    await promptly(client, () =>
      client.schedule.getHandle(scheduleId).backfill({
        // The start may or may not belong to the range for Temporal: a moment earlier it is the same either way.
        start: new Date(Date.parse(input.from) - 1),
        end: new Date(input.to),
        overlap: input.overlap.toUpperCase().replace("-", "_") as ScheduleOverlapPolicy,
      }),
    );
  });
  return { count: times.length };
}

function timesWithin(
  { spec }: Trigger,
  { from, to }: Pick<z.output<typeof backfillCountInput>, "from" | "to">,
): Date[] {
  if (!isTimed(spec))
    throw new PenstockError("bad-request", "Only triggers by time can be made up for.");
  const end = new Date(to);
  const start = new Date(Date.parse(from) - 1);
  if (end.getTime() > Date.now())
    throw new PenstockError("bad-request", "A backfill is about the past: choose an earlier end.");
  if (end <= start)
    throw new PenstockError("bad-request", "The range ends before it begins: turn it round.");
  const times = within(spec, start, end);
  if (times.length > MAX_BACKFILL)
    throw new PenstockError(
      "too-large",
      `The range has more than ${MAX_BACKFILL} times: choose a shorter one.`,
    );
  return times;
}

function within(spec: TimedTrigger, start: Date, end: Date): Date[] {
  return nextTimes(spec, MAX_BACKFILL + 1, start).filter((at) => at <= end);
}
