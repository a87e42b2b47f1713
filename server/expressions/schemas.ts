import { z } from "zod";
import { COLUMN_TYPES } from "../../workflows/core/tabular/columns.ts";

const column = z.strictObject({
  name: z.string().min(1).max(1_000),
  type: z.enum([...COLUMN_TYPES, "other"]),
});

export const checkSqlInput = z.strictObject({
  sql: z.string().max(100_000),
  /** The tables it may read whose columns are known, by name. */
  tables: z.record(z.string().regex(/^[a-z][a-z0-9_]{0,62}$/), z.array(column).max(10_000)),
  /** Tables it may read whose columns are not known. */
  unknown: z.array(z.string().max(63)).max(20),
});
