import { z } from "zod";

export const versionInput = z.strictObject({
  model: z.string().min(1),
  version: z.int().min(1),
});
export const attachInput = z.strictObject({
  ...versionInput.shape,
  /** The id of the requirement in the policy that it is for. */
  requirement: z.string().min(1).max(100),
  title: z.string().trim().min(3, "Give it a title.").max(200),
  note: z
    .string()
    .trim()
    .min(3, "Say in a few words what it is and where it comes from.")
    .max(10_000),
  /** SHA-256 of the uploaded content. */
  hash: z.string().regex(/^[0-9a-f]{64}$/, "a SHA-256 of 64 hexadecimal digits"),
  fileName: z.string().min(1).max(200),
  /** The figure it states, where the requirement has a threshold. */
  value: z.number().nullable().default(null),
});
export const withdrawInput = z.strictObject({
  id: z.string().min(1),
  why: z.string().trim().min(3, "Say in a few words why it is withdrawn.").max(10_000),
});
