import { ensureLogins, raiseWallOf, RolesRefused } from "../../db/roles.ts";
import type { PenstockEnv } from "../env.ts";
import { pad } from "./child.ts";

const WEB = "PENSTOCK_WEB_DATABASE_URL";
const SYSTEM = "PENSTOCK_SYSTEM_DATABASE_URL";

/**
 * Has the logins of the programs ready: those that the environment names, or new ones. On a server whose owner may not make
 * them, everything works as the owner, and `say` is told what an administrator can do.
 * @returns the variables that name them, and what to say of it
 */
export async function startLogins(
  ownerUrl: string,
  { webDatabaseUrl: web, systemDatabaseUrl: system }: PenstockEnv,
  secret: string,
  say: (line: string) => void,
): Promise<{ variables: Record<string, string>; text: string }> {
  try {
    if (web !== undefined && system !== undefined) {
      await raiseWallOf(ownerUrl);
      return { variables: { [WEB]: web, [SYSTEM]: system }, text: "as the environment names them" };
    }
    const made = await ensureLogins(ownerUrl, secret);
    return { variables: { [WEB]: made.web, [SYSTEM]: made.system }, text: "ready" };
  } catch (error) {
    if (!(error instanceof RolesRefused)) throw error;
    for (const line of error.message.split("\n")) say(`${pad("roles")} ${line}`);
    return { variables: {}, text: "none: every process connects as the owner" };
  }
}

/** Each process is given the logins that it needs; the owner's is for migrations alone. */
export function childEnv(env: Record<string, string>, name?: "web"): NodeJS.ProcessEnv {
  return {
    ...process.env,
    ...env,
    DATABASE_URL: env[SYSTEM] ?? env["DATABASE_URL"],
    [SYSTEM]: undefined,
    [WEB]: name === "web" ? env[WEB] : undefined,
  };
}
