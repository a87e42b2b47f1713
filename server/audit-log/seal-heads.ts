import { setTimeout as sleep } from "node:timers/promises";
import { sql } from "drizzle-orm";
import type { Database } from "../../db/client.ts";
import { auditHead, auditSeal } from "../../db/schema/governance.ts";
import { log } from "../log.ts";
import { sealHead } from "./seal.ts";

const EVERY_MS = 3 * 60_000;

/** Seals, every few minutes, each workspace's chain that has grown; until the signal. Without PENSTOCK_SECRET nothing is signed. */
export async function keepSealing(db: Database, file: string, signal: AbortSignal): Promise<void> {
  if (!process.env["PENSTOCK_SECRET"]) {
    log.info("the audit log is not sealed: PENSTOCK_SECRET is not set");
    return;
  }
  while (!signal.aborted) {
    await sealHeads(db, file).catch((error: unknown) =>
      log.warn({ err: error }, "the audit log could not be sealed; it is tried again"),
    );
    await sleep(EVERY_MS, undefined, { signal }).catch(() => undefined);
  }
}

/** Seals the chains whose heads have moved since their last seal. */
export async function sealHeads(db: Database, file: string): Promise<void> {
  const moved = await db.execute<{ workspace_id: string }>(sql`
    select h.workspace_id from ${auditHead} h
    where not exists (select from ${auditSeal} s where s.workspace_id = h.workspace_id and s.seq = h.seq)
  `);
  for (const { workspace_id } of moved) await sealHead(db, workspace_id, file);
}
