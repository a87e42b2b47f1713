import { z } from "zod";
import { page } from "../page.ts";

export const listInput = z.strictObject(page);
export const createInput = z.strictObject({
  name: z.string().trim().min(1, "Give the key a name that tells who uses it.").max(100),
  /** `api` acts as you; `inference` may only ask for predictions. */
  scope: z.enum(["api", "inference"]).default("inference"),
  expiresInDays: z.int().min(1).max(3_650).optional(),
});
export const byId = z.strictObject({ id: z.string().min(1) });
