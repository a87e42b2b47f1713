import { IANAZone } from "luxon";
import { z } from "zod";
import { REVIEW_FUNCTIONS, ROLES } from "../../db/schema/auth.ts";
import { SEVERITIES } from "../../db/schema/severities.ts";
import { METRIC_NAMES } from "../../workflows/core/metrics.ts";
import { SECTIONS } from "../documentation/sections.ts";
import { hashJson } from "../hash-json.ts";
import { EVIDENCE_KINDS, type EvidenceKind } from "./evidence-kinds.ts";

const KINDS = Object.keys(EVIDENCE_KINDS) as [EvidenceKind, ...EvidenceKind[]];
const SECTION_IDS = SECTIONS.map((section) => section.id) as [SectionId, ...SectionId[]];
type SectionId = (typeof SECTIONS)[number]["id"];
const id = z
  .string()
  .regex(/^[a-z][a-z0-9-]{0,62}$/, "Use lower-case letters, digits and hyphens, 63 at most.");
const title = z.string().trim().min(1, "Give it a title.").max(120);

const threshold = z
  .strictObject({
    metric: z.enum(METRIC_NAMES).optional(),
    min: z.number().optional(),
    max: z.number().optional(),
  })
  .superRefine(({ min, max }, ctx) => {
    if (min === undefined && max === undefined)
      ctx.addIssue({ code: "custom", message: "Give a least or a most allowed value." });
    if (min !== undefined && max !== undefined && min > max)
      ctx.addIssue({
        code: "custom",
        path: ["max"],
        message: `The most allowed value, ${max}, is below the least allowed, ${min}.`,
      });
  });

const requirement = z
  .strictObject({
    id,
    kind: z.enum(KINDS),
    title: title.optional(),
    required: z.boolean().default(true),
    threshold: threshold.optional(),
    freshnessDays: z.int().min(1).max(3_650).optional(),
    /** Of `documentation`: the sections that must be signed; all of them when left out. */
    sections: z
      .array(z.enum(SECTION_IDS))
      .min(1, "Name at least one section, or leave the list out for all of them.")
      .optional(),
  })
  .superRefine((one, ctx) => {
    const { title: name, figure, metric } = EVIDENCE_KINDS[one.kind];
    const refuse = (path: string[], message: string) =>
      ctx.addIssue({ code: "custom", path, message });
    if (one.sections && one.kind !== "documentation")
      refuse(["sections"], `${name} has no sections: only documentation does.`);
    if (!one.threshold) return;
    if (figure === null)
      refuse(["threshold"], `${name} states no figure, so it cannot have a threshold.`);
    else if (metric === "needed" && one.threshold.metric === undefined)
      refuse(["threshold", "metric"], `Say which metric the threshold of '${one.id}' is about.`);
    else if (metric === "none" && one.threshold.metric !== undefined)
      refuse(
        ["threshold", "metric"],
        `The threshold here is of the ${figure}: leave the metric out.`,
      );
  });

const stage = z.strictObject({
  id,
  title,
  /** What the deciders stand for; null for any reviewer. */
  function: z.enum(REVIEW_FUNCTIONS).nullable().default(null),
  /** How many must approve; "all" is everybody who stands for the function. */
  deciders: z.union([z.int().min(1).max(20), z.literal("all")]).default(1),
  deadlineHours: z.number().positive().max(2_000).nullable().default(null),
  escalate: z
    .strictObject({ to: z.enum([...REVIEW_FUNCTIONS, ...ROLES]).nullable() })
    .default({ to: null }),
  delegation: z.boolean().default(true),
});

const clock = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$|^24:00$/, "Write a time such as 09:00.");

const workingHours = z
  .strictObject({
    timeZone: z
      .string()
      .refine((zone) => IANAZone.isValidZone(zone), "Name a time zone such as Europe/Vienna.")
      .default("UTC"),
    /** ISO weekdays: 1 is Monday. */
    days: z
      .array(
        z
          .int()
          .min(1, "Weekdays go from 1, Monday, to 7, Sunday.")
          .max(7, "Weekdays go from 1, Monday, to 7, Sunday."),
      )
      .min(1, "Choose at least one working day.")
      .refine((days) => new Set(days).size === days.length, "A weekday stands here twice.")
      .default([1, 2, 3, 4, 5]),
    from: clock.default("09:00"),
    to: clock.default("17:00"),
    holidays: z.array(z.iso.date("Write a date such as 2026-12-25.")).max(1_000).default([]),
  })
  .refine(({ from, to }) => from < to, {
    path: ["to"],
    message: "The working day must end after it begins.",
  });

const WORKING_HOURS = workingHours.parse({});

const policySchema = z
  .strictObject({
    format: z.literal(1),
    evidence: z.array(requirement).max(60).default([]),
    stages: z.array(stage).min(1, "A policy needs at least one stage.").max(10),
    workingHours: workingHours.default(WORKING_HOURS),
    /** Days an approval holds; null without end. */
    validityDays: z.int().min(1).max(3_650).nullable().default(365),
    reReview: z
      .strictObject({
        /** Days before the end of validity at which the next review is asked for. */
        leadDays: z.int().min(0).max(365).default(30),
        onDataChange: z.boolean().default(false),
        onIncident: z.boolean().default(true),
      })
      .default({ leadDays: 30, onDataChange: false, onIncident: true }),
    secondFactor: z.boolean().default(false),
    deployment: z
      .strictObject({
        unapproved: z.enum(["prevent", "warn"]).default("prevent"),
        suspended: z.enum(["block", "warn"]).default("block"),
      })
      .default({ unapproved: "prevent", suspended: "block" }),
    alarms: z
      /** From this severity on, an alarm or incident suspends the approval; null: none does. */
      .strictObject({ suspendAt: z.enum(SEVERITIES).nullable().default("high") })
      .default({ suspendAt: "high" }),
  })
  .superRefine(({ evidence, stages, validityDays, reReview }, ctx) => {
    for (const [name, list] of [
      ["evidence", evidence],
      ["stages", stages],
    ] as const)
      for (const [at, { id: own }] of list.entries())
        if (list.findIndex((other) => other.id === own) < at)
          ctx.addIssue({
            code: "custom",
            path: [name, at, "id"],
            message: `The id '${own}' stands here twice: choose another.`,
          });
    if (validityDays !== null && reReview.leadDays >= validityDays)
      ctx.addIssue({
        code: "custom",
        path: ["reReview", "leadDays"],
        message: `An approval that holds ${validityDays} days cannot be reviewed again ${reReview.leadDays} days before its end.`,
      });
  });

export type PolicyDocument = z.output<typeof policySchema>;
export type Requirement = PolicyDocument["evidence"][number];
export type Stage = PolicyDocument["stages"][number];
export type WorkingHours = PolicyDocument["workingHours"];

export interface PolicyProblem {
  /** Keys and indexes from the document down to what is wrong. */
  path: (string | number)[];
  message: string;
}

/** The document with its defaults filled in, or all that is wrong with it, each as a sentence. */
export function readPolicy(
  value: unknown,
): { document: PolicyDocument; problems: [] } | { document: null; problems: PolicyProblem[] } {
  const read = policySchema.safeParse(value, { error: sentence });
  if (read.success) return { document: read.data, problems: [] };
  return {
    document: null,
    problems: read.error.issues.flatMap((issue) => {
      const path = issue.path.map((key) => (typeof key === "number" ? key : String(key)));
      if (issue.code !== "unrecognized_keys") return [{ path, message: issue.message }];
      return issue.keys.map((key) => ({
        path: [...path, key],
        message: `There is no field '${key}' here: remove it.`,
      }));
    }),
  };
}

/** SHA-256 of the document as canonical JSON, in hexadecimal. */
export function hashPolicy(document: PolicyDocument): string {
  return hashJson(document);
}

type Issue = Parameters<z.core.$ZodErrorMap>[0];

function sentence(issue: Issue): string | undefined {
  const name = String(issue.path?.at(-1) ?? "document");
  if (issue.input === undefined) return `'${name}' is missing.`;
  if (issue.code === "invalid_value")
    return `'${name}' is ${shown(issue.input)}: choose one of ${issue.values.map(String).join(", ")}.`;
  if (issue.code === "invalid_type")
    return `'${name}' is ${shown(issue.input)}, but must be ${EXPECTED[issue.expected] ?? issue.expected}.`;
  if (issue.code === "too_small" && issue.origin !== "array" && issue.origin !== "string")
    return `'${name}' must be ${issue.inclusive ? "at least" : "above"} ${issue.minimum}.`;
  if (issue.code === "too_big")
    return issue.origin === "array"
      ? `'${name}' has more than ${issue.maximum} entries.`
      : issue.origin === "string"
        ? `'${name}' is longer than ${issue.maximum} characters.`
        : `'${name}' must be at most ${issue.maximum}.`;
  if (issue.code === "invalid_union")
    return `'${name}' is ${shown(issue.input)}: give a whole number from 1 to 20, or "all".`;
}

const EXPECTED: Record<string, string> = {
  int: "a whole number",
  number: "a number",
  string: "a text",
  boolean: "true or false",
  array: "a list",
  object: "a block of fields",
};

function shown(value: unknown): string {
  if (typeof value === "string") return `'${value.slice(0, 40)}'`;
  if (Array.isArray(value)) return "a list";
  return typeof value === "object" && value !== null ? "a block of fields" : String(value);
}
