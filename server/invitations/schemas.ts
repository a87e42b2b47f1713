import { z } from "zod";
import { ROLES } from "../../db/schema/auth.ts";
import { functions } from "../members/schemas.ts";
import { page } from "../page.ts";

export const listInput = z.strictObject(page);
export const createInput = z.strictObject({
  email: z
    .string()
    .trim()
    .toLowerCase()
    .pipe(z.email("Give an e-mail address, such as ada@example.com."))
    .pipe(z.string().max(254)),
  role: z.enum(ROLES),
  functions: functions.default([]),
  expiresInDays: z.int().min(1).max(90).default(7),
});
export const byId = z.strictObject({ id: z.string().min(1) });
