import { z } from "zod";
import {
  TRIGGER_FACTS,
  triggerSchema,
  type TriggerSpec,
  type TriggerType,
} from "../../../workflows/core/triggers.ts";
import { fieldCheck } from "../../form/schema-form/check-field.ts";
import type { FieldOption, JsonSchema } from "../../form/schema-form/fields.ts";

const OVERLAPS: FieldOption[] = [
  { value: "skip", label: "Skip the new one" },
  { value: "buffer-one", label: "Keep one for afterwards" },
  { value: "buffer-all", label: "Run them one after the other" },
  { value: "cancel-other", label: "Cancel the one that runs" },
  { value: "allow-all", label: "Run them at the same time" },
];

/** What the forms say beyond the schema: better titles, and the defaults that hold while nothing is set. */
const SHOWN: Record<string, JsonSchema> = {
  cron: {
    title: "Cron expression",
    description:
      "Minute, hour, day of the month, month, day of the week, as in `30 6 * * mon-fri`.",
  },
  timezone: {
    title: "Time zone",
    default: "UTC",
    description: "Its clocks count, summer time included.",
  },
  every: { title: "Every" },
  offset: { title: "Offset" },
  jitter: { title: "Jitter", default: "0s" },
  overlap: {
    title: "While the run before goes on",
    default: "skip",
    options: OVERLAPS,
    description: "",
  },
  catchUp: {
    title: "Catch-up window",
    default: "10m",
    description: "How late a start that was missed is still made up for.",
  },
  hours: { default: [0], description: "0 to 23." },
  minutes: { default: [0], description: "0 to 59." },
  months: { description: "1 to 12; every month when none is given." },
  days: { title: "Days of the month" },
  pattern: { default: "*", description: "For file names, for instance *.csv." },
  path: { title: "Folder" },
  states: { title: "When its run ends as", default: ["done"], description: "" },
  paused: { title: "Begins paused", default: false, description: "When it is published." },
};

const COMMON = new Set(["type", "id", "title", "params", "paused"]);
const forms = new Map<TriggerType, JsonSchema>();

/** The fields of a trigger of this type; its id and title are edited above them. */
export function triggerForm(type: TriggerType): JsonSchema {
  let form = forms.get(type);
  if (!form) {
    const schema = z.toJSONSchema(optionOf(type), { io: "input" }) as JsonSchema;
    const all = schema.properties!;
    const own = Object.keys(all).filter((name) => !COMMON.has(name));
    const properties = Object.fromEntries(
      [...own, "params", "paused"].map((name) => [name, { ...all[name], ...SHOWN[name] }]),
    );
    if (type === "folder")
      properties["every"] = { ...properties["every"], title: "Looked at every", default: "1m" };
    properties["params"] = {
      ...properties["params"],
      description: `Params of the runs. Facts of what happened: ${TRIGGER_FACTS[type].map((fact) => `\`\${${fact}}\``).join(", ")}.`,
    };
    form = { ...schema, properties };
    forms.set(type, form);
  }
  return form;
}

/** Why a value does not fit a field of a trigger; null when it does. */
export function triggerCheck(type: TriggerType): (field: string, value: unknown) => string | null {
  return fieldCheck(optionOf(type).shape);
}

function optionOf(type: TriggerType) {
  return triggerSchema.options.find(({ shape }) => shape.type.value === type)!;
}

/** Puts names to choose from into a form. */
export function withNames(
  form: JsonSchema,
  names: Partial<Record<string, readonly string[]>>,
): JsonSchema {
  const properties = Object.entries(form.properties ?? {}).map(([name, field]) => [
    name,
    names[name] ? { ...field, suggestions: names[name].map((value) => ({ value })) } : field,
  ]);
  return { ...form, properties: Object.fromEntries(properties) };
}

/** The field of a trigger that holds the name of something in the workspace. */
export function namedField(spec: TriggerSpec): "dataset" | "pipeline" | "model" | null {
  return spec.type === "dataset" || spec.type === "pipeline" || spec.type === "model"
    ? spec.type
    : null;
}
