import { setTimeout as sleep } from "node:timers/promises";
import type { Client, ScheduleSummary } from "@temporalio/client";
import { eq, sql } from "drizzle-orm";
import type { Logger } from "pino";
import type { Transaction } from "../../db/client.ts";
import { trigger, triggerMoveFailed } from "../../db/schema/triggers.ts";
import { systemActor } from "../actors/system-actor.ts";
import type { Services } from "../context.ts";
import { PenstockError } from "../errors.ts";
import { lockPipeline, triggersWhere, type Trigger } from "./find.ts";
import { moveTriggers } from "./move.ts";
import { hasTimesOf, isInPlace, NOT_TAKEN, putSchedule } from "./schedule.ts";

/** How often schedules are compared, and moves that were cut short looked for, in milliseconds. */
const EVERY_MS = 10_000;
/** Longest wait for Temporal's list, which may have many pages, in ms. */
const LIST_MS = 60_000;
/** Whoever published a version so recently, in seconds, moves its triggers just now. */
const RECENT_S = 5;

/**
 * Makes the schedules of published triggers that Temporal does not have, or has of another version, with other times, or paused
 * where they are not, or the other way round: it was set up anew, lost them, somebody removed, changed or paused them there, or
 * it was away as one was paused. Until it is told to stop, it also finishes moves that were cut short.
 */
export async function keepSchedules(
  services: Services,
  client: Client,
  log: Pick<Logger, "info" | "warn">,
  signal: AbortSignal,
): Promise<void> {
  // At first one by one, as their versions are not in Temporal's list.
  let all = true;
  while (!signal.aborted) {
    try {
      await finishMoves(services, log);
      await restore(services, client, log, { all, signal });
      all = false;
    } catch (error) {
      log.warn({ err: error }, "the schedules could not be compared with Temporal");
    }
    await sleep(EVERY_MS, undefined, { signal }).catch(() => undefined);
  }
}

/** A process that ended between a version and the move of its triggers, or while it moved them, noted no failure. */
async function finishMoves(services: Services, log: Pick<Logger, "info">): Promise<void> {
  const behind = await services.db.execute<{ id: string; workspace: string }>(sql`
    select p.id, p.workspace_id as workspace
    from pipeline p
    cross join lateral (
      select number, created_at, document -> 'triggers' as triggers from pipeline_version
      where pipeline_id = p.id order by number desc limit 1
    ) v
    cross join lateral (
      select count(*) as live, count(*) filter (where version = v.number) as moved from trigger
      where pipeline_id = p.id and removed_at is null
    ) t
    where p.archived_at is null
      and (t.live <> t.moved
        or t.moved <> case when jsonb_typeof(v.triggers) = 'array' then jsonb_array_length(v.triggers) else 0 end)
      and v.created_at < now() - make_interval(secs => ${RECENT_S})
      and not exists (select 1 from trigger_move_failed f where f.pipeline_id = p.id and f.version = v.number)`);
  for (const { id, workspace } of behind) {
    const ctx = { ...services, actor: systemActor(workspace) };
    const { moved } = await moveTriggers(ctx, id, { unlessFailed: true });
    if (moved) log.info({ pipelineId: id }, "a move of triggers was finished");
  }
}

async function restore(
  { db }: Pick<Services, "db">,
  client: Client,
  log: Pick<Logger, "info">,
  { all, signal }: { all: boolean; signal: AbortSignal },
): Promise<void> {
  const triggers = (await triggersWhere(db, undefined)).filter(hasSchedule);
  if (triggers.length === 0) return;
  // The schedules before a failed move may not have been given back.
  const failed = new Set(
    (await db.select({ id: triggerMoveFailed.pipelineId }).from(triggerMoveFailed)).map(
      ({ id }) => id,
    ),
  );
  const listed = all ? null : await listedById(client);
  for (const seen of triggers) {
    const found = listed?.get(seen.scheduleId);
    const fits =
      found?.state.paused === seen.paused &&
      (!found.spec || hasTimesOf(seen.spec, found.spec)) &&
      !failed.has(seen.pipelineId);
    if (fits) continue;
    if (signal.aborted) return;
    if (await isInPlace(client, seen)) continue;
    await db.transaction(async (tx) => {
      await lockPipeline(tx, seen.pipelineId);
      const now = (await triggersWhere(tx, eq(trigger.id, seen.id))).find(hasSchedule);
      if (!now || (await isInPlace(client, now))) return;
      const refusal = await putUnlessRefused(client, now);
      await noteRefusal(tx, now, refusal);
      if (refusal === null)
        log.info({ scheduleId: now.scheduleId }, "a schedule was made what its trigger says");
    });
  }
}

/** The schedules that Temporal lists, by their ids; a call for a thousand. */
function listedById(client: Client): Promise<ReadonlyMap<string, ScheduleSummary>> {
  return client.withDeadline(Date.now() + LIST_MS, async () => {
    const listed = new Map<string, ScheduleSummary>();
    for await (const one of client.schedule.list({ pageSize: 1_000 }))
      listed.set(one.scheduleId, one);
    return listed;
  });
}

/**
 * Makes a trigger's schedule what the trigger says. Where Temporal does not take it, those behind it have theirs all the same.
 * @returns why it is not taken; null where it is
 * @throws PenstockError `unavailable`
 */
export async function putUnlessRefused(
  client: Client,
  one: Trigger & { scheduleId: string },
): Promise<string | null> {
  try {
    await putSchedule(client, one, one.spec);
    return null;
  } catch (error) {
    if (!(error instanceof PenstockError) || error.code === "unavailable") throw error;
    return error.message;
  }
}

/** A trigger says why its schedule is not taken, and no more when it is. */
export async function noteRefusal(
  tx: Transaction,
  { id, lastError }: Trigger,
  refusal: string | null,
): Promise<void> {
  const isSaid = refusal === null ? !lastError?.startsWith(NOT_TAKEN) : lastError === refusal;
  if (!isSaid) await tx.update(trigger).set({ lastError: refusal }).where(eq(trigger.id, id));
}

export function hasSchedule(one: Trigger): one is Trigger & { scheduleId: string } {
  return one.scheduleId !== null;
}
