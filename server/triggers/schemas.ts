import { z } from "zod";
import { timedTriggerSchema } from "../../workflows/core/triggers.ts";
import { page } from "../page.ts";
import { paramValues, pipelineName } from "../pipelines/schemas.ts";

/** A trigger's own id, or `PIPELINE/TRIGGER`. */
const id = z.string().min(1).max(200);

export const byId = z.strictObject({ id });
export const listInput = z.strictObject({ ...page, pipeline: pipelineName.optional() });
export const firingsInput = z.strictObject({
  ...page,
  id,
  /** The moment of the last firing of the page before, as the database writes it, and its key. */
  cursor: z
    .string()
    .regex(/^\d{4}-\d\d-\d\d [\d:.]{8,15}[+-][\d:]{2,6}\|/)
    .nullish(),
});
export const nextTimesInput = z.strictObject({
  spec: timedTriggerSchema,
  count: z.int().min(1).max(100).default(10),
  /** Times after this moment; now by default. */
  after: z.iso.datetime({ offset: true }).optional(),
});
export const pauseInput = z.strictObject({
  id,
  note: z.string().trim().min(3, "Say in a few words why it is paused.").max(500),
});
export const fireInput = z.strictObject({ id, params: paramValues.optional() });

/** A moment, or a whole day of the trigger's time zone. */
const momentOrDay = z.union(
  [z.iso.datetime({ offset: true }), z.iso.date()],
  "a day such as 2026-03-01, or a time such as 2026-03-01T00:00:00Z",
);
/** Both ends belong to it. */
const span = { id, from: momentOrDay, to: momentOrDay };
export const backfillCountInput = z.strictObject(span);
export const backfillInput = z.strictObject({
  ...span,
  /** The number of runs that was shown before; another number now is a conflict. */
  count: z.int().min(1),
  /** One after the other, or all at once. */
  overlap: z.enum(["buffer-all", "allow-all"]).default("buffer-all"),
  /** Only the times that have had no run. */
  missing: z.boolean().optional(),
});
export const rotateInput = z.strictObject({
  id,
  /** For how many hours the secret before is still taken. */
  graceHours: z
    .number()
    .min(0)
    .max(24 * 30)
    .default(24),
});
export const moveInput = z.strictObject({ pipeline: pipelineName });
