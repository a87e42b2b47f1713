import {
  DAYS_OF_WEEK,
  isGrpcServiceError,
  type IntervalSpec,
  MONTHS,
  ScheduleNotFoundError,
  ServiceError,
  type Client,
  type ScheduleOptions,
  type ScheduleOverlapPolicy,
  type ScheduleSpec,
  type ScheduleSpecDescription,
} from "@temporalio/client";
import { timeProblems } from "../../workflows/core/check-triggers.ts";
import { durationMs } from "../../workflows/core/duration.ts";
import { sameJson } from "../../workflows/core/json.ts";
import { isTimed, type TriggerSpec } from "../../workflows/core/triggers.ts";
import type { TriggerCall } from "../../workflows/pipelines/trigger-messages.ts";
import { PenstockError } from "../errors.ts";
import { grpcCode } from "../temporal-away.ts";
import { countedIn } from "./counted-in.ts";
import { calendarTimes } from "./next-times.ts";

/** Longest wait for an answer of Temporal, in ms. */
const ANSWER_MS = 10_000;
/** How the sentence begins that says a schedule was refused. */
export const NOT_TAKEN = "Temporal does not take the times of the trigger";
/** Of gRPC: what was asked for cannot be. */
const INVALID_ARGUMENT = 3;

/**
 * The schedule that a trigger needs, null where it needs none. It is one from version to version: what runs and what waits in
 * its buffer counts for the next version too. One that an earlier release made, by the name of its version, stays.
 */
export function scheduleIdOf(
  { id, scheduleId }: { id: string; scheduleId: string | null },
  spec: TriggerSpec,
): string | null {
  return isTimed(spec) || spec.type === "folder" ? (scheduleId ?? `trigger-${id}`) : null;
}

/** The schedule that took an action. */
export function scheduleOf({ triggerId, version, scheduleId }: TriggerCall): string {
  return scheduleId ?? `trigger-${triggerId}-v${version}`;
}

interface ToSchedule {
  id: string;
  version: number;
  scheduleId: string;
  paused: boolean;
  pauseNote: string | null;
}

/**
 * Makes a trigger's schedule what the trigger says. One that is there keeps what runs and what waits.
 * @throws PenstockError `bad-request` for times that Temporal does not take, `unavailable`
 */
export async function putSchedule(
  client: Client,
  trigger: ToSchedule,
  spec: TriggerSpec,
): Promise<void> {
  const problems = isTimed(spec) ? timeProblems(spec) : [];
  const refusal = (...said: string[]) =>
    new PenstockError(
      "bad-request",
      [`${NOT_TAKEN} '${spec.id}'.`, ...problems, "Publish a version with others.", ...said].join(
        " ",
      ),
    );
  let made: ReturnType<typeof scheduleOptions>;
  try {
    made = scheduleOptions(trigger, spec);
  } catch (error) {
    // Times that only an earlier release could read.
    throw problems.length > 0 ? refusal() : error;
  }
  const { scheduleId, ...options } = made;
  try {
    await promptly(client, async () => {
      try {
        await client.schedule.getHandle(scheduleId).update(() => options);
      } catch (error) {
        if (!(error instanceof ScheduleNotFoundError)) throw error;
        await client.schedule.create({ scheduleId, ...options });
      }
    });
  } catch (error) {
    const said = refusalOf(error);
    if (said === null) throw error;
    throw refusal(`Temporal says: ${said}.`);
  }
}

/** What Temporal itself says is wrong with a schedule; null for any other failure. */
function refusalOf(error: unknown): string | null {
  // Its client makes this of what is wrong with times.
  if (error instanceof TypeError) return error.message;
  const cause = error instanceof ServiceError ? error.cause : undefined;
  return isGrpcServiceError(cause) && grpcCode(cause) === INVALID_ARGUMENT ? cause.details : null;
}

/** Whether Temporal has the trigger's schedule as its version made it, with its times, and paused if the trigger is. */
export async function isInPlace(
  client: Client,
  {
    scheduleId,
    version,
    paused,
    spec: wanted,
  }: Omit<ToSchedule, "id" | "pauseNote"> & { spec: TriggerSpec },
): Promise<boolean> {
  try {
    const { action, state, spec } = await promptly(client, () =>
      client.schedule.getHandle(scheduleId).describe(),
    );
    const [call] = (action.args ?? []) as TriggerCall[];
    return call?.version === version && state.paused === paused && hasTimesOf(wanted, spec);
  } catch (error) {
    if (error instanceof ScheduleNotFoundError) return false;
    throw error;
  }
}

/** Whether the times that Temporal says of a schedule are those of a trigger. Those that only an earlier release could read stay. */
export function hasTimesOf(trigger: TriggerSpec, found: ScheduleSpecDescription): boolean {
  if (isTimed(trigger) && timeProblems(trigger).length > 0) return true;
  const { cronExpressions = [], intervals = [], jitter = 0, timezone = "UTC" } = timesOf(trigger);
  const wanted = {
    // All of their fields are lists of numbers.
    calendars: cronExpressions.map((text) => [
      [0],
      ...text.split(" ").map((field) => inOrder(field.split(",").map(Number))),
      [],
    ]),
    intervals: intervals.map(intervalOf),
    jitter,
    timezone,
    isBounded: false,
  };
  const { calendars = [], skip = [], startAt, endAt } = found;
  return sameJson(wanted, {
    // Temporal keeps a cron expression as ranges, from the second to the year.
    calendars: calendars.map((one) => [
      valuesIn(one.second),
      valuesIn(one.minute),
      valuesIn(one.hour),
      valuesIn(one.dayOfMonth),
      valuesIn(one.month, ["", ...MONTHS]),
      valuesIn(one.dayOfWeek, DAYS_OF_WEEK),
      valuesIn(one.year),
    ]),
    intervals: (found.intervals ?? []).map(intervalOf),
    jitter: found.jitter ?? 0,
    timezone: found.timezone || "UTC",
    isBounded: skip.length > 0 || startAt !== undefined || endAt !== undefined,
  });
}

function intervalOf({ every, offset }: IntervalSpec): IntervalSpec {
  return offset ? { every, offset } : { every };
}

/** The values of ranges; `names` says where in them a value stands that is no number. */
function valuesIn(
  ranges: readonly { start: number | string; end: number | string; step: number }[],
  names: readonly string[] = [],
): number[] {
  const at = (value: number | string) => (typeof value === "number" ? value : names.indexOf(value));
  return inOrder(
    ranges.flatMap(({ start, end, step }) =>
      Array.from(
        { length: Math.floor((at(end) - at(start)) / step) + 1 },
        (_, index) => at(start) + index * step,
      ),
    ),
  );
}

function inOrder(values: readonly number[]): number[] {
  return [...new Set(values)].sort((a, b) => a - b);
}

/** Removes a schedule; one that is gone already is no fault. */
export async function deleteSchedule(client: Client, scheduleId: string): Promise<void> {
  await promptly(client, () => client.schedule.getHandle(scheduleId).delete()).catch(unlessGone);
}

/** Pauses a schedule, which keeps what runs and what waits; one that is gone is no fault. */
export async function pauseSchedule(
  client: Client,
  scheduleId: string,
  note: string,
): Promise<void> {
  await promptly(client, () => client.schedule.getHandle(scheduleId).pause(note)).catch(unlessGone);
}

function unlessGone(error: unknown): void {
  if (!(error instanceof ScheduleNotFoundError)) throw error;
}

/**
 * Gives up after some seconds instead of waiting for a server that is away.
 * @throws PenstockError `unavailable`
 */
export async function promptly<T>(client: Client, act: () => Promise<T>): Promise<T> {
  try {
    return await client.withDeadline(Date.now() + ANSWER_MS, act);
  } catch (error) {
    if (!(error instanceof ServiceError) || refusalOf(error) !== null) throw error;
    throw new PenstockError(
      "unavailable",
      "Temporal, which keeps the schedules, does not answer: try again in a moment.",
      { cause: error.message },
    );
  }
}

function scheduleOptions(trigger: ToSchedule, spec: TriggerSpec) {
  const { scheduleId, version } = trigger;
  const call: TriggerCall = { triggerId: trigger.id, version, scheduleId };
  const timed = isTimed(spec) ? spec : null;
  return {
    scheduleId,
    spec: timesOf(spec),
    action: {
      type: "startWorkflow",
      workflowType: timed ? "fireTrigger" : "watchFolder",
      workflowId: `${timed ? "fire" : "watch"}-${trigger.id}`,
      taskQueue: "control",
      args: [call],
    },
    policies: {
      overlap: (timed?.overlap ?? "skip").toUpperCase().replace("-", "_") as ScheduleOverlapPolicy,
      catchupWindow: timed ? durationMs(timed.catchUp ?? "10m") : 10_000,
    },
    state: { paused: trigger.paused, ...(trigger.pauseNote ? { note: trigger.pauseNote } : {}) },
  } satisfies ScheduleOptions;
}

function timesOf(spec: TriggerSpec): ScheduleSpec {
  if (spec.type === "folder") return { intervals: [{ every: durationMs(spec.every ?? "1m") }] };
  if (!isTimed(spec)) return {};
  const jitter = spec.jitter ? { jitter: durationMs(spec.jitter) } : {};
  if (spec.type === "interval")
    return {
      intervals: [
        {
          every: durationMs(spec.every),
          ...(spec.offset ? { offset: durationMs(spec.offset) } : {}),
        },
      ],
      ...jitter,
    };
  const times = calendarTimes(spec)!;
  const timezone = countedIn(times, spec.timezone ?? "UTC");
  const { minutes, hours, days, months, weekdays } = times;
  // In numbers, so that Temporal reads what was read here. Days of the month and of the week must both fit for it too.
  const fields = [minutes, hours, days, months, weekdays].map((values) => [...values].join(","));
  return { cronExpressions: [fields.join(" ")], timezone, ...jitter };
}
