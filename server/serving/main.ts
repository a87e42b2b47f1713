import { connect } from "../../db/client.ts";
import { Artifacts } from "../artifacts.ts";
import { DEFAULT_PORTS, EnvError, loadDotEnv, readEnv } from "../env.ts";
import { log as processLog } from "../log.ts";
import { exitWithParent, sayReady } from "../start/exit-with-parent.ts";
import { createServing } from "./create-serving.ts";

/** Entry of the inference process. */
async function main(): Promise<void> {
  loadDotEnv();
  const env = readEnv();
  if (env.databaseUrl === undefined)
    throw new EnvError(
      'DATABASE_URL must be set for this process: start everything with "npm start", or set what .env.example describes.',
    );
  const log = processLog.child({ process: "serving" });
  const { db, sql } = connect(env.databaseUrl, { max: 4, name: "penstock-serving" });
  const serving = await createServing({
    db,
    sql,
    artifacts: new Artifacts(env.home),
    log,
    host: env.host,
    port: env.ports.serving ?? DEFAULT_PORTS.serving,
    openToLocal: env.localUsers,
    secret: env.secret,
  });
  log.info({ url: serving.url }, "serving");

  let ending: Promise<void> | null = null;
  const end = () => (ending ??= serving.close().then(() => sql.end({ timeout: 2 })));
  for (const signal of ["SIGTERM", "SIGINT"] as const)
    process.once(
      signal,
      () =>
        void end().then(
          () => process.exit(0),
          () => process.exit(1),
        ),
    );
  exitWithParent(end);
  sayReady();
}

main().catch((error: unknown) => {
  console.error(error instanceof EnvError ? error.message : error);
  process.exit(1);
});
