import { z } from "zod";
import { page } from "../page.ts";
import { RIGHTS } from "../rights.ts";

export const listInput = z.strictObject(page);
export const createInput = z.strictObject({
  name: z.string().trim().min(1, "Give the key a name that tells who uses it.").max(100),
  /** `api` acts as you; `inference` may only ask for predictions. */
  scope: z.enum(["api", "inference"]).default("inference"),
  /** What a key of scope `api` is held to; without it, all that its maker may. */
  rights: z
    .array(z.enum(RIGHTS))
    .min(1, "Choose at least one right, or none to leave it with all of yours.")
    .transform((given) => RIGHTS.filter((one) => given.includes(one)))
    .optional(),
  expiresInDays: z.int().min(1).max(3_650).optional(),
});
export const byId = z.strictObject({ id: z.string().min(1) });
