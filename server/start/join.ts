import { findLogins } from "../../db/roles.ts";
import { readEnv, type PenstockEnv } from "../env.ts";
import { readSecrets } from "../home.ts";
import { childVariables } from "./addresses.ts";
import { childEnv } from "./logins.ts";
import { rememberedPorts } from "./ports.ts";
import { embeddedUrl } from "./postgres.ts";
import { runningState } from "./status.ts";

/**
 * The environment for one more process beside those that `npm start` runs on this home: the servers, the secret and the login
 * that these have. Null where nothing runs here, where the environment names all of these, and where it names others than those
 * that run: what they are is then not known. Changes nothing.
 */
export async function environmentToJoin(
  env: PenstockEnv = readEnv(),
): Promise<NodeJS.ProcessEnv | null> {
  const { home, cache, host, databaseUrl, temporalAddress, secret } = env;
  if (databaseUrl && temporalAddress && secret) return null;
  const state = runningState(home);
  const secrets = readSecrets(home);
  const ports = rememberedPorts(home);
  if (!state || !secrets || !ports) return null;
  const { localUsers } = state;
  const variables = childVariables({ env, home, cache, host, ports, secrets, localUsers });
  const owner = variables["DATABASE_URL"]!;
  // Of a database that the environment named to the start, only the logins tell whether it is the same.
  const embeds = state.processes.some(({ name }) => name === "postgres");
  const isEmbedded = owner === embeddedUrl(ports.postgres, secrets.postgresPassword);
  if (embeds !== isEmbedded || variables["TEMPORAL_ADDRESS"] !== state.temporalAddress) return null;
  const { webDatabaseUrl: web, systemDatabaseUrl: system } = env;
  const logins =
    web && system ? { system } : await findLogins(owner, variables["PENSTOCK_SECRET"]!);
  return logins && childEnv({ ...variables, DATABASE_URL: logins.system ?? owner });
}
