import { z } from "zod";

const hash = z.string().regex(/^[0-9a-f]{64}$/, "a SHA-256 of 64 hexadecimal digits");
/** DuckDB ends a statement at a NUL. */
const text = z
  .string()
  .max(1_000)
  .refine((value) => !value.includes("\0"), "a text without NUL characters");
const column = text.min(1);

export const jsonInput = z.strictObject({ hash });

/** How a filter compares: `≠` also finds what is missing, so that `=` and it divide a table; `contains` heeds no case. */
const OPERATORS = ["=", "≠", "<", "≤", ">", "≥", "contains", "missing", "present"] as const;

const filters = z
  .array(
    z.strictObject({
      column,
      op: z.enum(OPERATORS),
      /** As typed; read as the column's type. */
      value: text.default(""),
    }),
  )
  .max(20)
  .default([]);

export type Filter = z.output<typeof filters>[number];

export const previewInput = z.strictObject({
  hash,
  /** Rows further down are found by a filter or by sorting. */
  offset: z.int().min(0).max(100_000).default(0),
  limit: z.int().min(1).max(500).default(100),
  /** A row must pass all of them. */
  filters,
  sort: z.strictObject({ column, descending: z.boolean().default(false) }).optional(),
  /** Random rows instead of the first: the same for the same seed. */
  seed: z
    .int()
    .min(0)
    .max(2 ** 31)
    .optional(),
});

export type PreviewInput = z.output<typeof previewInput>;

export const columnInput = z.strictObject({ hash, column, filters });

export type ColumnInput = z.output<typeof columnInput>;

export const reasonsInput = z.strictObject({ hash });

export const passedInput = z.strictObject({
  runId: z.string(),
  node: z.string(),
  port: z.string(),
  /** The index of an item, for a node inside a map; without it the first there is. */
  item: z
    .string()
    .regex(/^\d{1,7}$/)
    .optional(),
});

export type PassedInput = z.output<typeof passedInput>;
