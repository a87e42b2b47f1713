import {
  ScheduleNotFoundError,
  type Backfill,
  type ScheduleOverlapPolicy,
} from "@temporalio/client";
import { and, eq, gte, sql } from "drizzle-orm";
import type { z } from "zod";
import { triggerBackfill, triggerFiring } from "../../db/schema/triggers.ts";
import { durationMs } from "../../workflows/core/duration.ts";
import { isTimed, type TimedTrigger } from "../../workflows/core/triggers.ts";
import { audit } from "../audit.ts";
import { authorize, type Ctx } from "../context.ts";
import { PenstockError } from "../errors.ts";
import { newId } from "../ids.ts";
import { refuseDuringAnother } from "./backfills.ts";
import { findTrigger, type Trigger } from "./find.ts";
import { nextTimes } from "./next-times.ts";
import { promptly } from "./schedule.ts";
import type { backfillCountInput, backfillInput } from "./schemas.ts";
import { spanOf } from "./span-of.ts";

/** Temporal keeps at most so many actions of a schedule in waiting. */
const MAX_BACKFILL = 1_000;
/** More than clocks differ, in ms. */
const CLOCK_MS = 3_600_000;

/**
 * How many times of a trigger lie in the range, both ends included, and how many of them have had their run; the first and
 * last of them.
 */
export async function backfillCount(ctx: Ctx, input: z.output<typeof backfillCountInput>) {
  authorize(ctx, "workspace.read");
  const found = await findTrigger(ctx, input.id);
  const times = timesWithin(found, input);
  const ran = await timesThatRan(ctx, found, times);
  return {
    count: times.length,
    ran: times.filter((at) => ran.has(at.getTime())).length,
    first: times[0] ?? null,
    last: times.at(-1) ?? null,
  };
}

/**
 * Starts the runs that the schedule would have started in the range, by Temporal's own backfill. Whoever asks counts as
 * having started them.
 * @throws PenstockError `conflict` when it is another number than was shown, the trigger is paused, or somebody else's
 *   backfill of the same times goes on, or one's own where only the missing ones are wanted; `unavailable` while Temporal is
 *   away, or has lost the schedule
 */
export async function backfill(ctx: Ctx, input: z.output<typeof backfillInput>) {
  authorize(ctx, "runs.start");
  const found = await findTrigger(ctx, input.id);
  const all = timesWithin(found, input);
  const ran = input.missing ? await timesThatRan(ctx, found, all) : new Set<number>();
  const count = all.filter((at) => !ran.has(at.getTime())).length;
  if (count !== input.count)
    throw new PenstockError(
      "conflict",
      `The range has ${count} ${input.missing ? "times without a run" : "times"} now, not ${input.count}: look at it again and start it then.`,
    );
  if (found.paused)
    throw new PenstockError("conflict", "The trigger is paused: resume it before the backfill.");
  const spec = found.spec as TimedTrigger;
  const overlap = input.overlap.toUpperCase().replace("-", "_") as ScheduleOverlapPolicy;
  const ranges = rangesOf(spec, all, ran).map((range) => ({ ...range, overlap }));
  const client = await ctx.temporal();
  const handle = client.schedule.getHandle(found.scheduleId!);
  const { raw } = await promptly(client, () => handle.describe()).catch((error: unknown) => {
    if (!(error instanceof ScheduleNotFoundError)) throw error;
    throw new PenstockError(
      "unavailable",
      "Temporal has lost the trigger's schedule; a worker makes it again in some seconds: try again then.",
    );
  });
  const waiting = Number(raw.info?.bufferSize ?? 0);
  // Written down before Temporal hears of it, whatever comes of that: no run may begin before it is known who asked.
  await ctx.db.transaction(async (tx) => {
    await tx.execute(sql`select 1 from trigger where id = ${found.id} for no key update`);
    const span = { from: ranges[0]!.start, to: ranges.at(-1)!.end };
    const askedBy = ctx.actor.userId;
    await refuseDuringAnother(tx, found, span, {
      askedBy,
      waiting,
      missing: input.missing === true,
    });
    await tx.insert(triggerBackfill).values({
      id: newId("backfill"),
      workspaceId: ctx.actor.workspaceId,
      triggerId: found.id,
      ...span,
      count,
      askedBy,
    });
  });
  await promptly(client, () => handle.backfill(ranges));
  await audit(ctx.db, ctx.actor, {
    action: "trigger.backfill",
    entity: "trigger",
    entityId: found.id,
    after: {
      trigger: `${found.pipeline}/${found.name}`,
      from: input.from,
      to: input.to,
      count,
      overlap: input.overlap,
    },
  });
  return { count };
}

/** What Temporal is asked for: the times that are wanted, as few ranges. */
function rangesOf(
  spec: TimedTrigger,
  all: readonly Date[],
  ran: ReadonlySet<number>,
): Pick<Backfill, "start" | "end">[] {
  const jitter = spec.jitter === undefined ? 0 : durationMs(spec.jitter);
  const ranges: { start: Date; end: Date }[] = [];
  let goesOn = false;
  for (const [index, at] of all.entries()) {
    if (ran.has(at.getTime())) {
      goesOn = false;
      continue;
    }
    const next = all[index + 1] ?? nextTimes(spec, 1, at)[0];
    // Temporal compares a time with the end when it has added its jitter, which never reaches the next time.
    const latest = at.getTime() + jitter;
    const end = new Date(next ? Math.min(latest, next.getTime() - 1) : latest);
    // The start may or may not belong to the range for Temporal: a moment earlier it is the same either way.
    if (goesOn) ranges.at(-1)!.end = end;
    else ranges.push({ start: new Date(at.getTime() - 1), end });
    goesOn = true;
  }
  return ranges;
}

/** Those of a trigger's times, in ms, for which it has started a run by itself or by a backfill. */
async function timesThatRan(
  { db }: Ctx,
  { id }: Trigger,
  times: readonly Date[],
): Promise<ReadonlySet<number>> {
  const [first] = times;
  if (!first) return new Set();
  const started = await db
    .select({ at: sql<string | null>`${triggerFiring.facts} #>> '{schedule,at}'` })
    .from(triggerFiring)
    .where(
      and(
        eq(triggerFiring.triggerId, id),
        eq(triggerFiring.outcome, "started"),
        // None fires before its time, but Postgres, which says when, may have a clock that is behind.
        gte(triggerFiring.at, new Date(first.getTime() - CLOCK_MS)),
      ),
    );
  return new Set(started.flatMap(({ at }) => (at === null ? [] : [Date.parse(at)])));
}

function timesWithin(
  { spec }: Trigger,
  { from, to }: Pick<z.output<typeof backfillCountInput>, "from" | "to">,
): Date[] {
  if (!isTimed(spec))
    throw new PenstockError("bad-request", "Only triggers by time can be made up for.");
  const range = spanOf(spec, from, to);
  const end = new Date(range.to);
  const start = new Date(range.from - 1);
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
