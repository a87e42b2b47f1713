import { z } from "zod";

export const searchInput = z.strictObject({
  text: z
    .string()
    .trim()
    .min(1)
    .max(100)
    .refine((text) => !text.includes("\0"), "a text without NUL characters"),
  limit: z.int().min(1).max(50).default(20),
});
