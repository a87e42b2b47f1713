import { z } from "zod";
import { RUN_STATUSES } from "../../workflows/core/run-statuses.ts";
import { RUN_STARTS } from "../../workflows/core/run-trigger.ts";
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
    /** Only this step and what it needs. */
    target: z.string().optional(),
    /** The target runs anew even if its result is cached. */
    refresh: z.boolean().optional(),
    /** What the target needs is taken from the newest results there are, where there are any. */
    only: z.boolean().optional(),
    /** No cached result is taken. */
    fresh: z.boolean().optional(),
    /** Goes on after an earlier run: what was done there is kept, with `from` all that does not lie behind that step. */
    after: z.strictObject({ run: z.string(), from: z.string().optional() }).optional(),
  })
  .refine(({ name, document }) => (name === undefined) !== (document === undefined), {
    message: "Give either the name of a pipeline or a document.",
  })
  .refine(({ target, refresh, only }) => target !== undefined || !(refresh || only), {
    message: "'refresh' and 'only' go with a target.",
  })
  .refine(({ target, after }) => target === undefined || after === undefined, {
    message: "Give either a target or a run to go on after.",
  });

export const rerunInput = z
  .strictObject({
    id: z.string(),
    /** All when absent. `failed`: what was done is kept; `from`: so is all that does not lie behind that step. */
    mode: z.enum(["all", "failed", "from"]).optional(),
    from: z.string().optional(),
    /** By node: its whole config instead of the recorded one. */
    config: z.record(z.string(), z.record(z.string(), z.unknown())).optional(),
    params: paramValues.optional(),
    /** No cached result is taken. */
    fresh: z.boolean().optional(),
  })
  .refine(({ mode, from }) => (mode === "from") === (from !== undefined), {
    message: "The mode 'from', and no other, names a step.",
  });

export const planInput = z.union([
  z.strictObject({ start: startInput }),
  z.strictObject({ rerun: rerunInput }),
]);

export const compareInput = z.strictObject({
  ids: z
    .array(z.string())
    .min(2)
    .max(8)
    .refine((ids) => new Set(ids).size === ids.length, { message: "Name each run once." }),
});

export const listInput = z.strictObject({
  ...page,
  pipeline: pipelineName.optional(),
  status: z.enum(RUN_STATUSES).optional(),
  /** Only those that have not ended. */
  open: z.boolean().optional(),
  how: z.enum(RUN_STARTS).optional(),
  /** A trigger's id. */
  trigger: z.string().max(200).optional(),
  /** The id of who started it, or in whose name a trigger did. */
  startedBy: z.string().max(200).optional(),
  since: z.iso.datetime({ offset: true }).optional(),
  /** Up to, and not at. */
  until: z.iso.datetime({ offset: true }).optional(),
});

export const durationsInput = z.strictObject({ pipeline: pipelineName });

export const logsInput = z.strictObject({
  id: z.string(),
  node: z.string().optional(),
  /** The index of an item, for a node inside a map. */
  item: z.string().optional(),
  /** Where the page before ended: its `nextAfter`. */
  after: z.string().optional(),
  /** The run goes on, and what is written down meanwhile is asked for next. */
  follow: z.boolean().optional(),
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
  status: z.enum(["running", "waiting", "done", "failed", "cancelled"]).optional(),
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
