import { z } from "zod";
import { NAME_PATTERN } from "../../workflows/core/document.ts";
import { modelName } from "../models/schemas.ts";
import { page } from "../page.ts";

const endpointName = z
  .string()
  .regex(
    NAME_PATTERN,
    "An endpoint's name has lower-case letters, digits and hyphens, 63 at most.",
  );

export const listInput = z.strictObject(page);
export const byName = z.strictObject({ name: endpointName });
export const predictionsInput = z.strictObject({ name: endpointName, ...page });
export const rollbackInput = z.strictObject({
  name: endpointName,
  /** The revision to go back to; the last one with another version when absent. */
  revision: z.int().min(1).optional(),
  reason: z.string().trim().max(2_000).optional(),
});
export const deployInput = z.strictObject({
  endpoint: endpointName,
  model: modelName,
  version: z.int().min(1),
  reason: z.string().trim().max(2_000).optional(),
});
export const tryInput = z.strictObject({
  name: endpointName,
  /** One row: a value for each of the model's inputs; null or absent where it is missing. */
  inputs: z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()])),
});
