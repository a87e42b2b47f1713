import { connect, type Database, type Sql } from "../db/client.ts";
import { Artifacts } from "./artifacts.ts";
import type { Services } from "./context.ts";
import { readRuntimeEnv } from "./env.ts";
import { temporalConnector } from "./temporal.ts";

/** Connections for one workspace, and for sign-in. */
const CONNECTIONS = 6;
/** Workspaces that connections are kept for; Postgres allows 200 in all, of which every process wants some. */
const WORKSPACES = 24;
const IDLE_S = 60;

interface Kept {
  shared: Omit<Services, "db">;
  system: { db: Database; sql: Sql };
  /** By workspace; whoever was asked for last stands last. */
  walled: Map<string, { db: Database; sql: Sql }>;
}

// On the global object: Next's development server loads this module anew with each edit, and connections must not pile up.
const global = globalThis as typeof globalThis & { penstockConnections?: Kept };

/** What the web process works with for a workspace: the database shows it the rows of this one alone. */
export function services(workspaceId: string): Services {
  const { shared, walled } = kept();
  const env = readRuntimeEnv();
  const pool =
    walled.get(workspaceId) ??
    connect(env.webDatabaseUrl ?? env.databaseUrl, {
      name: "penstock-web",
      max: CONNECTIONS,
      workspace: workspaceId,
      idleTimeout: IDLE_S,
    });
  walled.delete(workspaceId);
  walled.set(workspaceId, pool);
  for (const [old, { sql }] of walled) {
    if (walled.size <= WORKSPACES) break;
    walled.delete(old);
    // What is under way may end; a page that follows something comes back by itself.
    void sql.end({ timeout: 5 }).catch(() => undefined);
  }
  return { ...shared, db: pool.db };
}

/**
 * As `services`, but for all workspaces: for what comes before it is known in which one somebody acts. Only sign-in, the look-up
 * of actors, what belongs to a person rather than a workspace, and health use it; a test knows them by name.
 */
export function systemServices(): Services {
  const { shared, system } = kept();
  return { ...shared, db: system.db };
}

/** Ends all connections; for tests. */
export async function closeServices(): Promise<void> {
  const { system, walled } = kept();
  await Promise.all([system, ...walled.values()].map(({ sql }) => sql.end({ timeout: 2 })));
  delete global.penstockConnections;
}

function kept(): Kept {
  global.penstockConnections ??= make();
  return global.penstockConnections;
}

function make(): Kept {
  const env = readRuntimeEnv();
  return {
    shared: {
      artifacts: new Artifacts(env.home),
      temporal: temporalConnector(env.temporalAddress, env.temporalNamespace),
    },
    system: connect(env.databaseUrl, { name: "penstock-sign-in", max: CONNECTIONS }),
    walled: new Map(),
  };
}
