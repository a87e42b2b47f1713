import { and, asc, eq, gt, sql } from "drizzle-orm";
import type { Database } from "../../db/client.ts";
import { audit } from "../../db/schema/audit.ts";
import { auditHead, auditLink, auditSeal } from "../../db/schema/governance.ts";
import { Chain, fault, n, type Fault } from "./chain.ts";
import { readChain } from "./read-chain.ts";
import { readSeals } from "./seal-file.ts";
import type { Seal } from "./seal.ts";
import { SealCheck, type Verdict } from "./verdict.ts";

export interface Progress {
  checked: number;
  of: number;
}

interface Walk {
  db: Database;
  workspaceId: string;
  head: { seq: number; hash: string };
  chain: Chain;
  seals: SealCheck;
  /** The seals beside the database, by entry. */
  inFile: Map<number, Seal>;
}

/** Walks along a workspace's chain in the database, holding its rows, its head, and the seals in the database and in the file against it. */
export async function checkChain(
  db: Database,
  workspaceId: string,
  { file, publicKey, progress }: { file: string; publicKey: string; progress: Progress },
): Promise<Verdict> {
  const [head] = await db.select().from(auditHead).where(eq(auditHead.workspaceId, workspaceId));
  const chain = new Chain();
  const seals = new SealCheck(publicKey);
  const walk: Walk = {
    db,
    workspaceId,
    head: head ?? { seq: 0, hash: chain.hash },
    chain,
    seals,
    inFile: await readSeals(file, workspaceId),
  };
  progress.of = walk.head.seq;
  const found =
    (await entries(walk, progress)) ??
    (await sealsBeyond(walk)) ??
    (await headFault(walk)) ??
    (await outside(walk));
  return {
    ok: found === null,
    complete: true,
    entries: chain.seq,
    through: chain.seq > 0 ? { seq: chain.seq, hash: chain.hash } : null,
    seals: seals.seals,
    keyId: seals.keyId,
    fault: found,
  };
}

async function entries(walk: Walk, progress: Progress): Promise<Fault | null> {
  const { db, workspaceId, head, chain, seals, inFile } = walk;
  for await (const { seal, prev: _prev, ...entry } of readChain(db, workspaceId, head.seq)) {
    const broken = chain.next(entry);
    if (broken)
      return broken.kind === "changed" ? changedOrSwapped(walk, broken, entry.hash) : broken;
    const beside = inFile.get(entry.seq);
    for (const one of beside?.signature === seal?.signature ? [seal] : [seal, beside]) {
      const wrong = one ? seals.check(one, chain) : null;
      if (wrong) return wrong;
    }
    progress.checked = entry.seq;
  }
  return null;
}

/** Two entries that changed places give, each in the other's, a hash that was never written: the one that belongs here is looked for. */
async function changedOrSwapped(
  { db, workspaceId, chain }: Walk,
  changed: Fault,
  hash: string,
): Promise<Fault> {
  const [row] = await db.execute<{ seq: string | null }>(sql`
    select l.seq from ${audit} a left join ${auditLink} l on l.audit_id = a.id
    where a.workspace_id = ${workspaceId} and audit_hash(${chain.hash}, audit_content(a, ${changed.seq}::bigint)) = ${hash} limit 1
  `);
  return row?.seq
    ? fault(
        changed.seq,
        "swapped",
        `Entries ${n(changed.seq)} and ${n(Number(row.seq))} have changed places`,
      )
    : changed;
}

/** Seals of entries that are not there any more. */
async function sealsBeyond({ db, workspaceId, chain, seals, inFile }: Walk): Promise<Fault | null> {
  const later = await db
    .select()
    .from(auditSeal)
    .where(and(eq(auditSeal.workspaceId, workspaceId), gt(auditSeal.seq, chain.seq)))
    .orderBy(asc(auditSeal.seq))
    .limit(1);
  const beyond = [...inFile.values()].filter(({ seq }) => seq > chain.seq);
  for (const seal of [...later, ...beyond]) {
    // Whatever was recorded while the chain was read is no sign of anything.
    if (await isThere(db, seal)) continue;
    const wrong = seals.check(seal, chain);
    if (wrong) return wrong;
  }
  return null;
}

async function isThere(db: Database, { workspaceId, seq, hash }: Seal): Promise<boolean> {
  const [row] = await db
    .select({ seq: auditLink.seq })
    .from(auditLink)
    .where(
      and(eq(auditLink.workspaceId, workspaceId), eq(auditLink.seq, seq), eq(auditLink.hash, hash)),
    );
  return row !== undefined;
}

async function headFault({ db, workspaceId, head, chain }: Walk): Promise<Fault | null> {
  if (head.seq > chain.seq)
    return fault(
      chain.seq + 1,
      "tail-removed",
      `The record ends with entry ${n(chain.seq)}, but its head says ${n(head.seq)}: the last ones were removed`,
    );
  if (head.hash !== chain.hash)
    return fault(
      chain.seq,
      "rewritten",
      `Entry ${n(chain.seq)} has another hash than the head of the chain: one of the two was written anew`,
    );
  const [beyond] = await db.execute<{ seq: string }>(sql`
    select l.seq from ${auditLink} l join ${auditHead} h on h.workspace_id = l.workspace_id and l.seq > h.seq
    where l.workspace_id = ${workspaceId} order by l.seq limit 1
  `);
  return beyond
    ? fault(
        Number(beyond.seq),
        "rewritten",
        `The head of the chain was set back behind entry ${n(Number(beyond.seq))}`,
      )
    : null;
}

/** An entry that went past the chain. */
async function outside({ db, workspaceId, chain }: Walk): Promise<Fault | null> {
  const [row] = await db.execute<{ id: string }>(sql`
    select a.id from ${audit} a where a.workspace_id = ${workspaceId}
      and not exists (select from ${auditLink} l where l.audit_id = a.id) order by a.id limit 1
  `);
  return row
    ? fault(
        chain.seq + 1,
        "unlinked",
        `The entry with the id ${row.id} is not in the chain: it was written past it, or its place was removed`,
      )
    : null;
}
