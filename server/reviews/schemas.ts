import { z } from "zod";

export const byId = z.strictObject({ id: z.string().min(1) });
export const decideInput = z.strictObject({
  id: z.string().min(1),
  outcome: z.enum(["approved", "rejected", "changes-requested"]),
  comment: z
    .string()
    .trim()
    .min(3, "Say in a few words why: the comment is kept with the decision.")
    .max(10_000),
  /** Of the evidence pack that was read. */
  packHash: z.string().regex(/^[0-9a-f]{64}$/, "a SHA-256 of 64 hexadecimal digits"),
});
export type DecideInput = z.infer<typeof decideInput>;
