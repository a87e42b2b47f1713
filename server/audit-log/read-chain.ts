import { and, asc, eq, gt, lte, sql, type SQL } from "drizzle-orm";
import type { Database } from "../../db/client.ts";
import { audit } from "../../db/schema/audit.ts";
import { auditLink, auditSeal } from "../../db/schema/governance.ts";
import { GENESIS, type ChainEntry } from "./chain.ts";
import type { Seal } from "./seal.ts";

const BATCH = 5_000;

interface ChainRow extends Required<ChainEntry> {
  seal: Seal | null;
}

/**
 * The links of a workspace's chain up to `through` in their order, each with the text that it was made of, the hash it stands on
 * and its seal. What lies before the head never changes, so that it is read in batches and no transaction is held open.
 * @param where on `audit`: only these entries
 */
export async function* readChain(
  db: Database,
  workspaceId: string,
  through: number,
  where?: SQL,
): AsyncGenerator<ChainRow> {
  let last = { seq: 0, hash: GENESIS };
  let reading = batch(db, workspaceId, 0, through, where);
  for (;;) {
    const rows = await reading;
    const more = rows.length === BATCH;
    // The database reads on while these are looked at; whoever stops here does not care how that ends.
    if (more) {
      reading = batch(db, workspaceId, rows.at(-1)!.seq, through, where);
      reading.catch(() => undefined);
    }
    for (const row of rows) {
      yield { ...row, prev: row.prev ?? last.hash };
      last = row;
    }
    if (!more) return;
  }
}

async function batch(
  db: Database,
  workspaceId: string,
  after: number,
  through: number,
  where: SQL | undefined,
) {
  // Without a filter the row before has it.
  const prev = where
    ? sql<string>`coalesce((select before.hash from ${auditLink} before where before.workspace_id = ${workspaceId}
        and before.seq = ${auditLink.seq} - 1), ${GENESIS})`
    : sql<null>`null`;
  return db
    .select({
      seq: auditLink.seq,
      hash: auditLink.hash,
      content: sql<
        string | null
      >`case when ${audit.id} is not null then audit_content(${audit}, ${auditLink.seq}) end`,
      prev,
      seal: auditSeal,
    })
    .from(auditLink)
    .leftJoin(audit, eq(audit.id, auditLink.auditId))
    .leftJoin(
      auditSeal,
      and(eq(auditSeal.workspaceId, auditLink.workspaceId), eq(auditSeal.seq, auditLink.seq)),
    )
    .where(
      and(
        eq(auditLink.workspaceId, workspaceId),
        gt(auditLink.seq, after),
        lte(auditLink.seq, through),
        where,
      ),
    )
    .orderBy(asc(auditLink.seq))
    .limit(BATCH);
}
