import { z } from "zod";

const hash = z.string().regex(/^[0-9a-f]{64}$/, "a SHA-256 of 64 hexadecimal digits");

export const jsonInput = z.strictObject({ hash });

export const previewInput = z.strictObject({
  hash,
  offset: z.int().min(0).default(0),
  limit: z.int().min(1).max(200).default(100),
  /** Only rows whose value in the column, as text, is this; null for rows without one. */
  filter: z
    .strictObject({ column: z.string().min(1), value: z.string().max(1000).nullable() })
    .optional(),
});

export type PreviewInput = z.output<typeof previewInput>;
