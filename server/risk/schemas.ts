import { z } from "zod";

export const byModel = z.strictObject({ name: z.string().min(1).max(200) });
const reason = z.string().trim().max(2_000);
export const assessInput = z.strictObject({
  name: z.string().min(1).max(200),
  /** By question. What the record answers may be left out; another answer than its own takes a reason. */
  answers: z.record(z.string(), z.strictObject({ value: z.string(), reason: reason.optional() })),
  /** Of the facts that were shown; where they have changed since, nothing is written. */
  factsHash: z
    .string()
    .regex(/^[0-9a-f]{64}$/, "a SHA-256 of 64 hexadecimal digits")
    .optional(),
});
export type AssessInput = z.infer<typeof assessInput>;

export const requestOverrideInput = z.strictObject({
  name: z.string().min(1).max(200),
  tier: z.enum(["low", "medium", "high"]),
  reason: reason.min(10, "Say why in a sentence: a second person has to agree to it."),
});
export const decideOverrideInput = z.strictObject({
  id: z.string().min(1),
  agreed: z.boolean(),
  comment: reason.default(""),
});
