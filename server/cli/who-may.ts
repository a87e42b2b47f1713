import { LOCAL_PEOPLE } from "../../db/local-people.ts";
import { can, RIGHTS } from "../rights.ts";

/**
 * What `--user` has to do with the refusal of a right that a role does not include; empty for another refusal.
 * @param details of the refusal, as the server sent them
 */
export function whoMay(details: unknown): string {
  const { right: lacking } = (details ?? {}) as { right?: unknown };
  const right = RIGHTS.find((one) => one === lacking);
  // The admin, who may do everything, is the last of them.
  const person = Object.values(LOCAL_PEOPLE).find(({ role }) => right && can(role, right));
  return person ? ` Here ${person.name} may: add '--user ${person.email}'.` : "";
}
