import { z } from "zod";
import { REVIEW_FUNCTIONS, ROLES } from "../../db/schema/auth.ts";
import { page } from "../page.ts";

/** What a person stands for; each once, in a fixed order. */
export const functions = z
  .array(z.enum(REVIEW_FUNCTIONS))
  .transform((given) => REVIEW_FUNCTIONS.filter((one) => given.includes(one)));

export const listInput = z.strictObject(page);
export const setInput = z.strictObject({
  userId: z.string().min(1),
  role: z.enum(ROLES),
  functions: functions.default([]),
});
export const removeInput = z.strictObject({ userId: z.string().min(1) });
