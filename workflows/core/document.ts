import { z } from "zod";

export const API_VERSION = "penstock/v1";
export const MAX_NODES = 2_000;
/** Ids are CEL identifiers, so that expressions can name them. */
export const ID_PATTERN = /^[a-z][a-z0-9_]{0,62}$/;
export const NAME_PATTERN = /^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/;

const paramSchema = z
  .strictObject({
    type: z.enum(["string", "number", "integer", "boolean"]),
    title: z.string().optional(),
    description: z.string().optional(),
    default: z.union([z.string(), z.number(), z.boolean()]).optional(),
  })
  .meta({ description: "A value that whoever starts a run may set." });

const policySchema = z.strictObject({
  when: z
    .string()
    .optional()
    .meta({ description: "CEL over `params` and `steps`; false skips the node." }),
  queue: z
    .string()
    .min(1)
    .optional()
    .meta({ description: "The task queue instead of the step's own." }),
  attempts: z.int().min(1).max(100).optional(),
  startToClose: z
    .string()
    .regex(/^\d+(ms|s|m|h|d)$/)
    .optional()
    .meta({ description: "Longest time one attempt may take, for instance 30s or 2h." }),
  cache: z.boolean().optional(),
});

const nodeSchema = z.strictObject({
  id: z.string(),
  kind: z.string(),
  /** The step version the config was written for; today's when absent. */
  version: z.int().min(1).optional(),
  title: z.string().optional(),
  config: z.record(z.string(), z.unknown()).optional(),
  policy: policySchema.optional(),
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
  triggers: z.array(z.record(z.string(), z.unknown())).optional(),
  layout: z
    .strictObject({
      nodes: z.record(z.string(), z.strictObject({ x: z.number(), y: z.number() })).optional(),
    })
    .optional()
    .meta({ description: "Where nodes lie on the canvas; means nothing to a run." }),
});

export type PipelineDocument = z.infer<typeof documentSchema>;
export type DocumentNode = z.infer<typeof nodeSchema>;
export type DocumentWire = z.infer<typeof wireSchema>;
export type DocumentParam = z.infer<typeof paramSchema>;
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
