import { Context } from "@temporalio/activity";
import { eq } from "drizzle-orm";
import { trigger as triggerTable } from "../../db/schema/triggers.ts";
import type {
  Fired,
  StartTriggered,
  TriggerActivities,
  TriggerCall,
} from "../../workflows/pipelines/trigger-messages.ts";
import { PenstockError } from "../errors.ts";
import { cancel } from "../runs/cancel.ts";
import { runActor } from "../runs/run-actor.ts";
import { runFacts } from "../runs/run-facts.ts";
import { triggersWhere, type Trigger } from "./find.ts";
import { fire, type TriggerServices } from "./fire.ts";
import { scanFolder, type FolderServices } from "./scan-folder.ts";
import { deleteSchedule } from "./schedule.ts";

const HEARTBEAT_MS = 5_000;

/** What the workflows of schedules call. */
export function triggerActivities(services: FolderServices): TriggerActivities {
  return {
    startTriggered: (call) => startTriggered(services, call),
    cancelTriggered: (call) => cancelTriggered(services, call),
    scanFolder: async (call) => {
      const trigger = await inForce(services, call);
      return trigger ? withPulse(() => scanFolder(services, trigger)) : { started: 0 };
    },
  };
}

/** A look at a folder of large files takes its time: the heartbeat says that this process lives. */
async function withPulse<T>(work: () => Promise<T>): Promise<T> {
  const context = Context.current();
  const pulse = setInterval(() => context.heartbeat(), HEARTBEAT_MS);
  try {
    return await work();
  } finally {
    clearInterval(pulse);
  }
}

async function startTriggered(services: TriggerServices, call: StartTriggered): Promise<Fired> {
  const trigger = await inForce(services, call);
  if (!trigger) return { outcome: "skipped", detail: "Another version's triggers are in force." };
  const { key, scheduledAt, workflowId } = call;
  const firing = await fire(services, trigger, {
    key,
    facts: { schedule: { at: scheduledAt } },
    workflowId,
  });
  return firing.outcome === "started"
    ? { outcome: "started", runId: firing.runId }
    : { outcome: firing.outcome, detail: firing.detail };
}

async function cancelTriggered(
  services: TriggerServices,
  { runId }: { runId: string },
): Promise<void> {
  const actor = await runActor(services.db, await runFacts(services.db, runId));
  try {
    await cancel({ ...services, actor }, { id: runId });
  } catch (error) {
    // It has ended meanwhile.
    if (!(error instanceof PenstockError && error.code === "conflict")) throw error;
  }
}

/**
 * The trigger, when the schedule's version was in force as the action was taken; null otherwise. A schedule that was left
 * behind removes itself; one whose version has not taken over yet stays.
 */
async function inForce(
  { db, temporal }: TriggerServices,
  { triggerId, version, takenAt }: TriggerCall & { takenAt: string },
): Promise<Trigger | null> {
  const [row] = await db.select().from(triggerTable).where(eq(triggerTable.id, triggerId));
  if (!row || row.version < version) return null;
  const takenBefore = new Date(takenAt) < row.movedAt;
  if (row.removedAt || row.version > version)
    await deleteSchedule(await temporal(), `trigger-${triggerId}-v${version}`);
  // An action that the version before took, just as it was replaced, is still due; the new one's is not yet.
  if (takenBefore !== row.version > version) return null;
  const [trigger] = await triggersWhere(db, eq(triggerTable.id, triggerId));
  return trigger ?? null;
}
