import {
  ScheduleAlreadyRunning,
  ScheduleNotFoundError,
  ServiceError,
  type Client,
  type ScheduleOptions,
  type ScheduleOverlapPolicy,
  type ScheduleSpec,
} from "@temporalio/client";
import {
  durationSeconds,
  isTimed,
  type TimedTrigger,
  type TriggerSpec,
} from "../../workflows/core/triggers.ts";
import type { TriggerCall } from "../../workflows/pipelines/trigger-messages.ts";
import { PenstockError } from "../errors.ts";
import { countedIn } from "./counted-in.ts";
import { calendarTimes } from "./next-times.ts";

/** Longest wait for an answer of Temporal, in ms. */
const ANSWER_MS = 10_000;

/** Each published version has schedules of its own: they are made before it takes over, and those before are removed after. */
export function scheduleIdOf(
  { id, version }: { id: string; version: number },
  spec: TriggerSpec,
): string | null {
  return isTimed(spec) || spec.type === "folder" ? `trigger-${id}-v${version}` : null;
}

interface ToSchedule {
  id: string;
  version: number;
  paused: boolean;
  pauseNote: string | null;
}

/** Makes a version's schedule; one that is there already is only paused or resumed. */
export async function createSchedule(
  client: Client,
  trigger: ToSchedule,
  spec: TriggerSpec,
): Promise<void> {
  const options = scheduleOptions(trigger, spec);
  if (!options) return;
  await promptly(client, async () => {
    try {
      await client.schedule.create(options);
    } catch (error) {
      if (!(error instanceof ScheduleAlreadyRunning)) throw error;
      const handle = client.schedule.getHandle(options.scheduleId);
      await (trigger.paused ? handle.pause(trigger.pauseNote ?? undefined) : handle.unpause());
    }
  });
}

/** Removes a schedule; one that is gone already is no fault. */
export async function deleteSchedule(client: Client, scheduleId: string): Promise<void> {
  await promptly(client, () => client.schedule.getHandle(scheduleId).delete()).catch(
    (error: unknown) => {
      if (!(error instanceof ScheduleNotFoundError)) throw error;
    },
  );
}

/**
 * Gives up after some seconds instead of waiting for a server that is away.
 * @throws PenstockError `unavailable`
 */
export async function promptly<T>(client: Client, act: () => Promise<T>): Promise<T> {
  try {
    return await client.withDeadline(Date.now() + ANSWER_MS, act);
  } catch (error) {
    if (!(error instanceof ServiceError)) throw error;
    throw new PenstockError(
      "unavailable",
      "Temporal, which keeps the schedules, does not answer: try again in a moment.",
      { cause: error.message },
    );
  }
}

function scheduleOptions(trigger: ToSchedule, spec: TriggerSpec): ScheduleOptions | null {
  const scheduleId = scheduleIdOf(trigger, spec);
  if (scheduleId === null) return null;
  const call: TriggerCall = { triggerId: trigger.id, version: trigger.version };
  const timed = isTimed(spec) ? spec : null;
  return {
    scheduleId,
    spec:
      spec.type === "folder" ? { intervals: [{ every: ms(spec.every ?? "1m") }] } : timesOf(timed!),
    action: {
      type: "startWorkflow",
      workflowType: timed ? "fireTrigger" : "watchFolder",
      workflowId: `${timed ? "fire" : "watch"}-${trigger.id}`,
      taskQueue: "control",
      args: [call],
    },
    policies: {
      overlap: (timed?.overlap ?? "skip").toUpperCase().replace("-", "_") as ScheduleOverlapPolicy,
      catchupWindow: timed ? ms(timed.catchUp ?? "10m") : 10_000,
    },
    state: { paused: trigger.paused, ...(trigger.pauseNote ? { note: trigger.pauseNote } : {}) },
  };
}

function timesOf(spec: TimedTrigger): ScheduleSpec {
  const jitter = spec.jitter ? { jitter: ms(spec.jitter) } : {};
  if (spec.type === "interval")
    return {
      intervals: [{ every: ms(spec.every), ...(spec.offset ? { offset: ms(spec.offset) } : {}) }],
      ...jitter,
    };
  const times = calendarTimes(spec)!;
  const timezone = countedIn(times, spec.timezone ?? "UTC");
  if (spec.type === "schedule") return { cronExpressions: [spec.cron], timezone, ...jitter };
  const { minutes, hours, days, months, weekdays } = times;
  // Temporal takes days of the month and of the week together, as a calendar trigger means them.
  const fields = [minutes, hours, days, months, weekdays].map((values) => [...values].join(","));
  return { cronExpressions: [fields.join(" ")], timezone, ...jitter };
}

const ms = (duration: string) => durationSeconds(duration) * 1_000;
