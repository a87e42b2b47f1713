import { Context } from "@temporalio/activity";
import { eq } from "drizzle-orm";
import type { Transaction } from "../../db/client.ts";
import { trigger as triggerTable } from "../../db/schema/triggers.ts";
import { isTimed } from "../../workflows/core/triggers.ts";
import type {
  Fired,
  StartTriggered,
  TriggerActivities,
  TriggerCall,
} from "../../workflows/pipelines/trigger-messages.ts";
import { systemActor } from "../actors/system-actor.ts";
import { PenstockError } from "../errors.ts";
import { cancel } from "../runs/cancel.ts";
import { runFacts } from "../runs/run-facts.ts";
import { lockPipeline, triggersWhere, type Trigger } from "./find.ts";
import { fire, type TriggerServices } from "./fire.ts";
import { failureOf } from "./move.ts";
import { nextTimes } from "./next-times.ts";
import { pauseIfArchived } from "./pause.ts";
import { scanFolder, type FolderServices } from "./scan-folder.ts";
import { deleteSchedule, scheduleOf } from "./schedule.ts";

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
  if (!trigger) return { outcome: "skipped", detail: "Its trigger is not in force any more." };
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

/**
 * As Penstock itself: whoever published the version may have no right to it any more. A run that is ending already is left
 * to its end: nobody asked twice, and this may be tried again.
 */
async function cancelTriggered(
  services: TriggerServices,
  { runId }: { runId: string },
): Promise<void> {
  const { workspaceId } = await runFacts(services.db, runId);
  try {
    const ctx = { ...services, actor: systemActor(workspaceId) };
    await cancel(ctx, { id: runId }, { cutsShort: false });
  } catch (error) {
    // It has ended meanwhile.
    if (!(error instanceof PenstockError && error.code === "conflict")) throw error;
  }
}

/**
 * The trigger, when it is to act: what its schedule does, it does as the version in force. Null where the schedule was
 * left behind, which then removes itself, or its pipeline is archived, and for the times of a version that could not take over.
 * @throws PenstockError `unavailable` while a version's move is not done
 */
async function inForce(
  services: TriggerServices,
  call: TriggerCall & { takenAt: string; scheduledAt?: string },
): Promise<Trigger | null> {
  const [found] = await triggersWhere(services.db, eq(triggerTable.id, call.triggerId));
  if (found && isDue(found, call)) return found;
  return services.db.transaction((tx) => lookUnderLock(tx, services, call));
}

/** Also an action taken just as the version before was replaced, or one that has waited in the schedule since. */
function isDue({ scheduleId, version }: Trigger, call: TriggerCall): boolean {
  return scheduleId === scheduleOf(call) && version >= call.version;
}

async function lookUnderLock(
  tx: Transaction,
  services: TriggerServices,
  call: TriggerCall & { takenAt: string; scheduledAt?: string },
): Promise<Trigger | null> {
  const scheduleId = scheduleOf(call);
  const isIt = eq(triggerTable.id, call.triggerId);
  const { version: ofTrigger, pipelineId } = triggerTable;
  const read = () => tx.select({ version: ofTrigger, pipelineId }).from(triggerTable).where(isIt);
  const [known] = await read();
  if (known) await lockPipeline(tx, known.pipelineId);
  const [row] = await read();
  const [found] = await triggersWhere(tx, isIt);
  if (found && isDue(found, call)) return found;
  if (row && row.version < call.version) {
    const failure = await failureOf(tx, row.pipelineId);
    if ((failure?.version ?? 0) < call.version)
      throw new PenstockError(
        "unavailable",
        `The triggers of version ${call.version} have not taken over yet: what they start waits for it.`,
      );
    if (found?.scheduleId === scheduleId) return isTimeOf(found, call.scheduledAt) ? found : null;
  }
  const archived = await pauseIfArchived(tx, services, isIt);
  if (archived.includes(scheduleId)) return null;
  await deleteSchedule(await services.temporal(), scheduleId);
  // Where each version had a schedule of its own, an action taken before the next took over is still due.
  const isOlder = call.scheduleId === undefined && found && found.version > call.version;
  return isOlder && found.scheduleId !== null && new Date(call.takenAt) < found.movedAt
    ? found
    : null;
}

/** Whether a moment is one at which the trigger, and not only a version that could not take over, starts something. */
function isTimeOf({ spec }: Trigger, at: string | undefined): boolean {
  if (!isTimed(spec) || at === undefined) return false;
  const before = new Date(Date.parse(at) - 1);
  return nextTimes(spec, 1, before)[0]?.getTime() === Date.parse(at);
}
