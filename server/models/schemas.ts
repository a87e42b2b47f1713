import { z } from "zod";
import { NAME_PATTERN } from "../../workflows/core/document.ts";
import { page } from "../page.ts";

export const modelName = z
  .string()
  .regex(NAME_PATTERN, "A model's name has lower-case letters, digits and hyphens, 63 at most.");

export const listInput = z.strictObject(page);
export const byName = z.strictObject({ name: modelName });
export const versionInput = z.strictObject({ name: modelName, number: z.int().min(1) });
export const aliasInput = z.strictObject({
  name: modelName,
  alias: z
    .string()
    .regex(
      /^[a-z][a-z0-9-]{0,62}$/,
      "An alias has lower-case letters, digits and hyphens, 63 at most.",
    ),
});
export const setAliasInput = aliasInput.extend({ number: z.int().min(1) });
