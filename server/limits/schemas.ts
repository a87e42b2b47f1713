import { z } from "zod";

const key = z
  .string()
  .max(220)
  .regex(/^(workspace|queue:\S+|key:.+)$/, "workspace, queue:NAME or key:NAME");

export const MOST_AT_ONCE = 10_000;
export const setInput = z.strictObject({ key, limit: z.int().min(1).max(MOST_AT_ONCE) });
export const removeInput = z.strictObject({ key });
