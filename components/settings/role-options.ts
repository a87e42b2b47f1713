import type { Role } from "../../db/schema/auth.ts";
import { sentenceCase } from "../ui/format.ts";
import { ROLE_MAY } from "./role-may.ts";

/** The roles, to choose from. */
export const ROLE_OPTIONS: readonly { value: Role; label: string; hint: string }[] = (
  Object.keys(ROLE_MAY) as Role[]
).map((role) => ({
  value: role,
  label: sentenceCase(role),
  hint: ROLE_MAY[role],
}));
