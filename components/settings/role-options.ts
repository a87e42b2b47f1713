import type { Role } from "../../db/schema/auth.ts";
import { ROLE_MAY } from "./role-may.ts";

/** The roles, to choose from. */
export const ROLE_OPTIONS: readonly { value: Role; label: string; hint: string }[] = (
  Object.keys(ROLE_MAY) as Role[]
).map((role) => ({
  value: role,
  label: role.slice(0, 1).toUpperCase() + role.slice(1),
  hint: ROLE_MAY[role],
}));
