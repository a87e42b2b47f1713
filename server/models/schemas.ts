import { z } from "zod";
import { NAME_PATTERN } from "../../workflows/core/document.ts";

export const modelName = z
  .string()
  .regex(NAME_PATTERN, "A model's name has lower-case letters, digits and hyphens, 63 at most.");

export const page = {
  limit: z.int().min(1).max(200).default(50),
  cursor: z.string().nullish(),
};

export const listInput = z.strictObject(page);
export const byName = z.strictObject({ name: modelName });
export const versionInput = z.strictObject({ name: modelName, number: z.int().min(1) });
