import { z } from "zod";
import { TIERS } from "../../db/schema/tiers.ts";

const tier = z.enum(TIERS);
const source = z.string().max(200_000, "A policy has at most 200,000 characters.");

export const byTier = z.strictObject({ tier });
export const getInput = z.strictObject({
  tier,
  /** The one in force when left out; 0 is the built-in one. */
  number: z.int().min(0).optional(),
});
export const checkInput = z.strictObject({ source });
export const saveInput = z.strictObject({
  tier,
  /** YAML, or JSON, which is YAML too. */
  source,
  note: z
    .string()
    .trim()
    .min(3, "Say in a few words what changes and why: the note is kept with the version.")
    .max(2_000),
  /** The version the change was made on: where another is in force by now, nothing is written. */
  base: z.int().min(0).optional(),
});
export type SaveInput = z.infer<typeof saveInput>;
