import { connect } from "../db/client.ts";
import { Artifacts } from "./artifacts.ts";
import type { Services } from "./context.ts";
import { readRuntimeEnv } from "./env.ts";
import { temporalConnector } from "./temporal.ts";

// On the global object: Next's development server loads this module anew with each edit, and connections must not pile up.
const kept = globalThis as typeof globalThis & { penstockServices?: Services };

/** The services of the web process, made on first use. */
export function services(): Services {
  kept.penstockServices ??= make();
  return kept.penstockServices;
}

function make(): Services {
  const env = readRuntimeEnv();
  return {
    db: connect(env.databaseUrl, { name: "penstock-web" }).db,
    artifacts: new Artifacts(env.home),
    temporal: temporalConnector(env.temporalAddress, env.temporalNamespace),
  };
}
