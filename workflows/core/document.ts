import { z } from "zod";
import { MAX_TRIGGERS, triggerSchema } from "./triggers.ts";

export const API_VERSION = "penstock/v1";
export const MAX_NODES = 2_000;
/** Ids are CEL identifiers, so that expressions can name them. */
export const ID_PATTERN = /^[a-z][a-z0-9_]{0,62}$/;
export const NAME_PATTERN = /^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/;

const scalar = z.union([z.string(), z.number(), z.boolean()]);

const paramSchema = z
  .strictObject({
    type: z.enum(["string", "number", "integer", "boolean"]),
    title: z.string().optional(),
    description: z.string().optional(),
    default: scalar.optional(),
    choices: z
      .array(scalar)
      .min(1)
      .optional()
      .meta({ description: "The only values that are allowed." }),
    minimum: z.number().optional(),
    maximum: z.number().optional(),
  })
  .meta({ description: "A value that whoever starts a run may set." });

const duration = z.string().regex(/^\d+(ms|s|m|h|d)$/, "a duration such as 30s or 2h");

export const policySchema = z.strictObject({
  when: z
    .string()
    .optional()
    .meta({ description: "CEL over `params`, `steps` and `run`; false skips the node." }),
  join: z.enum(["all", "any"]).optional().meta({
    description:
      "`any`: begins as soon as each wired input has one value, without waiting for the others.",
  }),
  phase: z.enum(["on-failure", "finally"]).optional().meta({
    description:
      "`on-failure`: runs when the rest has ended and the run fails; `finally`: runs at the very end, however it went.",
  }),
  queue: z
    .string()
    .min(1)
    .optional()
    .meta({ description: "The task queue instead of the step's own." }),
  priority: z
    .int()
    .min(1)
    .max(5)
    .optional()
    .meta({ description: "1 is taken from the queue first, 5 last; 3 when not set." }),
  concurrencyKey: z.string().min(1).max(200).optional().meta({
    description:
      "Steps with the same key run one at a time in the workspace (or as many as its limit says).",
  }),
  attempts: z.int().min(1).max(100).optional(),
  backoff: z
    .strictObject({
      initial: duration.optional(),
      factor: z.number().min(1).max(10).optional(),
      maximum: duration.optional(),
    })
    .optional()
    .meta({
      description:
        "Pause before another attempt: 1s, doubled each time, at most 1m, or the initial pause where that is longer.",
    }),
  startToClose: duration
    .optional()
    .meta({ description: "Longest time one attempt may take, for instance 30s or 2h." }),
  scheduleToClose: duration
    .optional()
    .meta({ description: "Longest time all attempts may take together, waiting included." }),
  heartbeat: duration
    .optional()
    .meta({ description: "Longest silence of a running attempt before it counts as lost." }),
  cache: z
    .union([z.boolean(), z.literal("refresh")])
    .optional()
    .meta({ description: "`refresh` runs anew and keeps the new result for later." }),
  continueOnError: z
    .boolean()
    .optional()
    .meta({ description: "The run does not fail when this node does." }),
});

const nodeSchema = z.strictObject({
  id: z.string(),
  kind: z.string(),
  /** The step version the config was written for; today's when absent. */
  version: z.int().min(1).optional(),
  title: z.string().optional(),
  parent: z.string().optional().meta({ description: "The map inside which this one stands." }),
  config: z.record(z.string(), z.unknown()).optional(),
  policy: policySchema.optional(),
  pin: z
    .strictObject({ run: z.string(), node: z.string().optional() })
    .optional()
    .meta({ description: "What this node gave in that run stands in for it." }),
});

/** Which steps lie together in a frame with a title; means nothing to a run. */
const groupSchema = z.strictObject({
  title: z.string().max(200).optional(),
  nodes: z.array(z.string()),
  collapsed: z
    .boolean()
    .optional()
    .meta({ description: "Drawn as one node, with the ports that cross its border." }),
});

/** A note on the canvas, in Markdown. */
const noteSchema = z.strictObject({
  text: z.string().max(20_000),
  x: z.number(),
  y: z.number(),
  width: z.number().min(80).max(4_000),
  height: z.number().min(40).max(4_000),
});

const wireSchema = z
  .strictObject({ from: z.string(), to: z.string() })
  .meta({ description: "From `node.output` to `node.input`." });

/** A pipeline as the editor saves it, git holds it and the command runs it. */
export const documentSchema = z.strictObject({
  apiVersion: z.literal(API_VERSION),
  name: z.string().regex(NAME_PATTERN, "lower-case letters, digits and hyphens, 63 at most"),
  title: z.string().optional(),
  description: z.string().optional(),
  params: z.record(z.string(), paramSchema).optional(),
  nodes: z.array(nodeSchema),
  wires: z.array(wireSchema).optional(),
  concurrency: z
    .strictObject({ runs: z.int().min(1).max(1_000) })
    .optional()
    .meta({ description: "How many runs of this pipeline may go on at once." }),
  triggers: z.array(triggerSchema).max(MAX_TRIGGERS).optional(),
  layout: z
    .strictObject({
      nodes: z.record(z.string(), z.strictObject({ x: z.number(), y: z.number() })).optional(),
      groups: z.record(z.string(), groupSchema).optional(),
      notes: z.record(z.string(), noteSchema).optional(),
    })
    .optional()
    .meta({ description: "Where nodes lie on the canvas; means nothing to a run." }),
});

export type PipelineDocument = z.infer<typeof documentSchema>;
export type DocumentNode = z.infer<typeof nodeSchema>;
export type DocumentWire = z.infer<typeof wireSchema>;
export type DocumentParam = z.infer<typeof paramSchema>;
export type NodeGroup = z.infer<typeof groupSchema>;
export type CanvasNote = z.infer<typeof noteSchema>;
export type NodePolicy = z.infer<typeof policySchema>;
export type ParamValues = Record<string, string | number | boolean>;

/** Splits `node.port`; null when it is not of that form. */
export function parseEnd(end: string): { node: string; port: string } | null {
  const dot = end.indexOf(".");
  if (dot <= 0 || dot === end.length - 1) return null;
  return { node: end.slice(0, dot), port: end.slice(dot + 1) };
}

/** The JSON Schema of `penstock/v1` documents, as published under `/schema/penstock-v1.json`. */
export function documentJsonSchema(): unknown {
  return {
    ...z.toJSONSchema(documentSchema, { io: "input" }),
    $id: "penstock-v1.json",
    title: "Penstock pipeline, penstock/v1",
  };
}
