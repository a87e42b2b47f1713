import { and, desc, eq, sql } from "drizzle-orm";
import type { z } from "zod";
import { user } from "../../db/schema/auth.ts";
import { run } from "../../db/schema/runs.ts";
import { triggerFiring } from "../../db/schema/triggers.ts";
import { timeProblems } from "../../workflows/core/check-triggers.ts";
import { isTimed } from "../../workflows/core/triggers.ts";
import { authorize, type Ctx } from "../context.ts";
import { PenstockError } from "../errors.ts";
import { heardBy } from "./cannot-fire.ts";
import { findTrigger, type Trigger } from "./find.ts";
import { shown } from "./list.ts";
import { clockChange } from "./clock-change.ts";
import { nextTimes } from "./next-times.ts";
import { promptly } from "./schedule.ts";
import type { firingsInput, nextTimesInput } from "./schemas.ts";
import { sentence } from "./sentence.ts";

/** One trigger: what it does, its coming times, what its schedule has done, and its last firings. */
export async function get(ctx: Ctx, { id }: { id: string }) {
  authorize(ctx, "workspace.read");
  const found = await findTrigger(ctx, id);
  const { spec, paused, secret, previousSecretUntil } = found;
  const { items } = await firings(ctx, { id: found.id, limit: 20 });
  return {
    ...shown(found, await heardBy(ctx, [found])),
    pausedBy: await pausedBy(ctx, found),
    nextTimes: isTimed(spec) && !paused ? nextTimes(spec, 10) : [],
    clockChange: isTimed(spec) && !paused ? clockChange(spec) : null,
    schedule: await scheduleState(ctx, found),
    webhook:
      found.type === "webhook"
        ? {
            path: `/api/hooks/${found.id}`,
            hasSecret: secret !== null,
            previousSecretUntil:
              previousSecretUntil && previousSecretUntil > new Date() ? previousSecretUntil : null,
          }
        : null,
    firings: items,
  };
}

/** Who paused it, and when; null where the document says so, and where an earlier release did not keep it. */
async function pausedBy({ db }: Ctx, one: Trigger): Promise<{ by: string; at: Date } | null> {
  if (!one.paused || one.pausedBy === null || one.pausedAt === null) return null;
  const [person] = await db.select({ name: user.name }).from(user).where(eq(user.id, one.pausedBy));
  return person ? { by: person.name, at: one.pausedAt } : null;
}

/** What a trigger did, the newest first. */
export async function firings(
  ctx: Ctx,
  { id, limit, cursor }: Pick<z.output<typeof firingsInput>, "id" | "limit" | "cursor">,
) {
  authorize(ctx, "workspace.read");
  const { id: triggerId } = await findTrigger(ctx, id);
  // A webhook's sender chooses its key, which may hold another bar.
  const [, at, key] = /^(.*?)\|(.*)$/s.exec(cursor ?? "") ?? [];
  const rows = await ctx.db
    .select({
      key: triggerFiring.key,
      at: triggerFiring.at,
      outcome: triggerFiring.outcome,
      detail: triggerFiring.detail,
      facts: triggerFiring.facts,
      runId: triggerFiring.runId,
      runStatus: run.status,
      mark: sql<string>`${triggerFiring.at}::text`,
    })
    .from(triggerFiring)
    .leftJoin(run, eq(run.id, triggerFiring.runId))
    .where(
      and(
        eq(triggerFiring.triggerId, triggerId),
        at && key
          ? sql`(${triggerFiring.at}, ${triggerFiring.key}) < (${at}::timestamptz, ${key})`
          : undefined,
      ),
    )
    .orderBy(desc(triggerFiring.at), desc(triggerFiring.key))
    .limit(limit + 1);
  const last = rows[limit - 1];
  return {
    items: rows.slice(0, limit).map(({ mark: _mark, ...row }) => row),
    nextCursor: rows.length > limit && last ? `${last.mark}|${last.key}` : null,
  };
}

/** What Temporal has counted; null where there is no schedule, or Temporal is away. */
async function scheduleState(ctx: Ctx, { scheduleId }: Trigger) {
  if (scheduleId === null) return null;
  try {
    const client = await ctx.temporal();
    const { info } = await promptly(client, () => client.schedule.getHandle(scheduleId).describe());
    return {
      taken: info.numActionsTaken,
      missedCatchUp: info.numActionsMissedCatchupWindow,
      skippedOverlap: info.numActionsSkippedOverlap,
      running: info.runningActions.length,
    };
  } catch {
    return null;
  }
}

/**
 * The coming times of a trigger that need not be saved yet, and the trigger in words.
 * @throws PenstockError `bad-request` for what could not be published
 */
export function preview(ctx: Ctx, { spec, count, after }: z.output<typeof nextTimesInput>) {
  authorize(ctx, "workspace.read");
  const problems = timeProblems(spec);
  if (problems.length > 0) throw new PenstockError("bad-request", problems.join(" "));
  const from = after === undefined ? new Date() : new Date(after);
  return {
    sentence: sentence(spec),
    times: nextTimes(spec, count, from),
    clockChange: clockChange(spec, from),
  };
}
