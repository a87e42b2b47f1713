import { z } from "zod";
import { functions } from "../members/schemas.ts";
import { page } from "../page.ts";

const fields = {
  name: z.string().trim().min(1, "Give the group a name.").max(100),
  functions: functions.default([]),
  /** Ids of its members, all of them. */
  members: z
    .array(z.string().min(1))
    .max(500)
    .default([])
    .transform((ids) => [...new Set(ids)]),
};

export const listInput = z.strictObject(page);
export const createInput = z.strictObject(fields);
export const setInput = z.strictObject({ id: z.string().min(1), ...fields });
export const byId = z.strictObject({ id: z.string().min(1) });
