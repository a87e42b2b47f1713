import { z } from "zod";
import { WEEKDAYS } from "./cron.ts";

/** At most so many in one document. */
export const MAX_TRIGGERS = 50;

const OVERLAPS = ["skip", "buffer-one", "buffer-all", "cancel-other", "allow-all"] as const;
const ENDINGS = ["done", "failed", "cancelled"] as const;

const duration = z.string().regex(/^\d{1,6}(s|m|h|d)$/, "a duration such as 30s, 10m or 2h");
/** Empty until one is chosen, so that a draft with it can be saved; the compiler refuses it. */
const name = z
  .string()
  .regex(/^([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?)?$/, "lower-case letters, digits and hyphens");

const common = {
  id: z.string().meta({ description: "Names the trigger within its pipeline, in all versions." }),
  title: z.string().max(200).optional(),
  params: z
    .record(z.string(), z.union([z.string(), z.number(), z.boolean()]))
    .optional()
    .meta({ description: "Params of the runs; `${…}` puts in a fact of what happened." }),
  paused: z.boolean().optional().meta({ description: "Begins paused when it is published." }),
};

const timed = {
  jitter: duration.optional().meta({ description: "Starts up to so much later, at random." }),
  overlap: z.enum(OVERLAPS).optional().meta({
    description: "What happens while the run before still goes on; `skip` by default.",
  }),
  catchUp: duration.optional().meta({
    description: "How late a start that was missed is still made up for; 10m by default.",
  }),
};

const timezone = z
  .string()
  .optional()
  .meta({ description: "An IANA time zone such as Europe/Berlin; UTC by default." });

const whole = (min: number, max: number) => z.array(z.int().min(min).max(max)).min(1).optional();

const schedule = z.strictObject({
  type: z.literal("schedule"),
  ...common,
  cron: z.string().meta({ description: "Minute, hour, day of the month, month, day of the week." }),
  timezone,
  ...timed,
});

const interval = z.strictObject({
  type: z.literal("interval"),
  ...common,
  every: duration,
  offset: duration.optional().meta({ description: "Counted from midnight UTC, 1 January 1970." }),
  ...timed,
});

const calendar = z.strictObject({
  type: z.literal("calendar"),
  ...common,
  months: whole(1, 12),
  days: whole(1, 31).meta({ description: "Of the month; a day must fit both days and weekdays." }),
  weekdays: z.array(z.enum(WEEKDAYS)).min(1).optional(),
  hours: whole(0, 23).meta({ description: "0 by default." }),
  minutes: whole(0, 59).meta({ description: "0 by default." }),
  timezone,
  ...timed,
});

const webhook = z.strictObject({ type: z.literal("webhook"), ...common });

const dataset = z.strictObject({
  type: z.literal("dataset"),
  ...common,
  dataset: name.meta({ description: "Each new version of this dataset starts a run." }),
});

const folder = z.strictObject({
  type: z.literal("folder"),
  ...common,
  path: z.string().meta({ description: "Under one of the server's PENSTOCK_FOLDERS." }),
  pattern: z.string().min(1).optional().meta({ description: "For file names; `*` by default." }),
  every: duration.optional().meta({ description: "How often it is looked at; 1m by default." }),
});

const pipeline = z.strictObject({
  type: z.literal("pipeline"),
  ...common,
  pipeline: name.meta({ description: "The end of a run of a published version of it." }),
  states: z.array(z.enum(ENDINGS)).min(1).optional().meta({ description: "`done` by default." }),
});

const model = z.strictObject({
  type: z.literal("model"),
  ...common,
  model: name.meta({ description: "Each newly approved version of this model starts a run." }),
});

/** By time: what a preview of coming times is made from. */
export const timedTriggerSchema = z.discriminatedUnion("type", [schedule, interval, calendar]);

export const triggerSchema = z.discriminatedUnion("type", [
  schedule,
  interval,
  calendar,
  webhook,
  dataset,
  folder,
  pipeline,
  model,
]);

export type TriggerSpec = z.infer<typeof triggerSchema>;
export type TimedTrigger = z.infer<typeof timedTriggerSchema>;
export type TriggerType = TriggerSpec["type"];

/** The facts that a trigger's params may refer to as `${…}`, by type; `body.…` is whatever the webhook brings. */
export const TRIGGER_FACTS: Record<TriggerType, readonly string[]> = {
  schedule: ["schedule.at"],
  interval: ["schedule.at"],
  calendar: ["schedule.at"],
  webhook: ["body.*"],
  dataset: ["dataset.name", "dataset.version", "dataset.source"],
  folder: ["file.source", "file.name", "file.bytes", "file.hash"],
  pipeline: ["run.id", "run.pipeline", "run.status"],
  model: ["model.name", "model.version"],
};

export const FACT_REFERENCE = /\$\{\s*([a-z]+(?:\.[\w-]+)+)\s*\}/g;

/** The field without which a trigger of this type listens to nothing. */
export function listensTo(spec: TriggerSpec): { field: string; value: string } | null {
  switch (spec.type) {
    case "dataset":
      return { field: "dataset", value: spec.dataset };
    case "folder":
      return { field: "path", value: spec.path };
    case "pipeline":
      return { field: "pipeline", value: spec.pipeline };
    case "model":
      return { field: "model", value: spec.model };
    default:
      return null;
  }
}

export function isTimed(spec: TriggerSpec): spec is TimedTrigger {
  return spec.type === "schedule" || spec.type === "interval" || spec.type === "calendar";
}
