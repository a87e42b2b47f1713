import { and, asc, eq, isNull } from "drizzle-orm";
import type { Logger } from "pino";
import type { Database, Sql } from "../../db/client.ts";
import { run } from "../../db/schema/runs.ts";
import { trigger, triggerEvent } from "../../db/schema/triggers.ts";
import type { RunTrigger, TriggerFacts } from "../../workflows/core/run-trigger.ts";
import { claimsOn } from "../claims.ts";
import { keepUp } from "../keep-up.ts";
import { triggersWhere } from "./find.ts";
import { fire, type TriggerServices } from "./fire.ts";

const BATCH = 100;

/**
 * Starts the runs of what happened to datasets, models and pipelines: at once when it is told, and every few seconds what
 * could not be started. An event stays until all its triggers have fired, and a trigger fires once for it. Several relays share
 * the work.
 */
export async function startTriggerRelay({
  sql,
  services,
  log,
}: {
  sql: Sql;
  services: TriggerServices;
  log: Pick<Logger, "warn">;
}): Promise<{ stop: () => Promise<void> }> {
  const claims = claimsOn("trigger-event", sql);
  const relay = await keepUp({
    sql,
    channel: "trigger_event",
    pass,
    onError: (error) =>
      log.warn({ err: error }, "what triggers listen to could not be read; it is tried again"),
  });
  return {
    stop: async () => {
      await relay.stop();
      await claims.end();
    },
  };

  async function pass(signal: AbortSignal): Promise<void> {
    const pending = await services.db
      .select({ id: triggerEvent.id })
      .from(triggerEvent)
      .where(isNull(triggerEvent.handledAt))
      .orderBy(asc(triggerEvent.id))
      .limit(BATCH);
    for (const { id } of pending) {
      if (signal.aborted) return;
      // One that fails must not hold up those behind it; it stays, and is tried again.
      await handleClaimed(id).catch((error: unknown) => {
        log.warn({ err: error, event: id }, "a trigger could not be fired; it is tried again");
      });
    }
  }

  async function handleClaimed(id: number): Promise<void> {
    if (!(await claims.take(String(id)))) return;
    try {
      await handleEvent(services, id);
    } finally {
      await claims.giveBack(String(id));
    }
  }
}

async function handleEvent(services: TriggerServices, id: number): Promise<void> {
  const { db } = services;
  const [event] = await db
    .select()
    .from(triggerEvent)
    .where(and(eq(triggerEvent.id, id), isNull(triggerEvent.handledAt)));
  if (!event) return;
  const { type, subject, facts, workspaceId } = event;
  const listening = await triggersWhere(
    db,
    and(eq(trigger.workspaceId, workspaceId), eq(trigger.type, type), eq(trigger.subject, subject)),
  );
  const ended =
    type === "pipeline" && listening.length > 0 ? await startOf(db, String(facts["id"])) : null;
  // It repeats what a run computed, and none of its effects.
  const isReproduction = ended?.trigger.type === "reproduce";
  const depth = ended ? (await depthOf(db, ended)) + 1 : 0;
  for (const one of isReproduction ? [] : listening) {
    const states = one.spec.type === "pipeline" ? (one.spec.states ?? ["done"]) : null;
    if (states && !states.some((state) => state === facts["status"])) continue;
    await fire(services, one, {
      key: `event:${id}`,
      // As the database has told it.
      facts: { [type === "pipeline" ? "run" : type]: facts } as TriggerFacts,
      depth,
    });
  }
  await db.update(triggerEvent).set({ handledAt: new Date() }).where(eq(triggerEvent.id, id));
}

/** What started a run, and the run that it is a child of. */
interface Start {
  trigger: RunTrigger;
  parent: string | null;
}

async function startOf(db: Database, runId: string): Promise<Start> {
  const [found] = await db
    .select({ trigger: run.trigger, parent: run.parentRunId })
    .from(run)
    .where(eq(run.id, runId));
  return found!;
}

/** How many runs have started one another up to the one that was started so; a child run counts as its parent. */
async function depthOf(db: Database, { trigger, parent }: Start): Promise<number> {
  if ("depth" in trigger) return trigger.depth ?? 0;
  return parent === null ? 0 : depthOf(db, await startOf(db, parent));
}
