import { z } from "zod";
import { RUN_STATUSES } from "../../db/schema/runs.ts";
import { looseDocument, paramValues, pipelineName } from "../pipelines/schemas.ts";
import { page } from "../page.ts";

export const runId = z.strictObject({ id: z.string() });

export const startInput = z
  .strictObject({
    /** A pipeline of the workspace: the actor's draft runs, or the named version. */
    name: pipelineName.optional(),
    version: z.int().min(1).optional(),
    /** Runs the actor's draft rather than the newest version. */
    draft: z.boolean().optional(),
    /** A document that need not be stored. */
    document: looseDocument.optional(),
    params: paramValues.optional(),
  })
  .refine(({ name, document }) => (name === undefined) !== (document === undefined), {
    message: "Give either the name of a pipeline or a document.",
  });

export const listInput = z.strictObject({
  ...page,
  pipeline: pipelineName.optional(),
  status: z.enum(RUN_STATUSES).optional(),
});

export const logsInput = z.strictObject({
  id: z.string(),
  node: z.string().optional(),
  /** The index of an item, for a node inside a map. */
  item: z.string().optional(),
  after: z.int().optional(),
  limit: z.int().min(1).max(5_000).default(1_000),
});

export const metricsInput = z.strictObject({
  id: z.string(),
  node: z.string(),
  item: z.string().default(""),
});

export const followInput = z.strictObject({
  id: z.string(),
  lastEventId: z.string().nullish(),
  /** A map: the events of the steps inside it come too. */
  items: z.string().optional(),
});

export const itemsInput = z.strictObject({
  ...page,
  id: z.string(),
  node: z.string(),
  status: z.enum(["running", "done", "failed", "cancelled"]).optional(),
  cursor: z
    .string()
    .regex(/^\d{1,9}$/)
    .nullish(),
});

export const itemInput = z.strictObject({
  id: z.string(),
  node: z.string(),
  index: z.int().min(0).max(1_000_000),
});
