import { asc, eq, sql } from "drizzle-orm";
import type { Database, Transaction } from "../../db/client.ts";
import { waiver } from "../../db/schema/governance.ts";
import { checkRequirements, type RequirementResult } from "../policies/check-requirements.ts";
import type { EvidencePack } from "./pack.ts";

/** The version that a new one is compared with. */
export interface LastApproved extends Record<string, unknown> {
  id: string;
  version: number;
  metrics: Record<string, number | null>;
  isChampion: boolean;
}

/** What a version was compared with at a moment: the model's champion, or the one approved last; null for a first one. */
export async function lastApproved(
  db: Database | Transaction,
  modelVersionId: string,
  at: Date,
): Promise<LastApproved | null> {
  const then = sql`${at.toISOString()}::timestamptz`;
  const [found] = await db.execute<LastApproved>(sql`
    select v.id, v.number as version, v.metrics, champion.id is not distinct from v.id as "isChampion"
    from model_version this
    join model m on m.id = this.model_id
    join model_version v on v.model_id = m.id and v.id <> this.id
    left join lateral (
      select a.model_version_id as id from alias_move a
      where a.model_id = m.id and a.alias = 'champion' and a.at <= ${then}
      order by a.at desc, a.id desc limit 1
    ) champion on true
    where this.id = ${modelVersionId} and coalesce(v.retired_at > ${then}, true)
      and exists (select 1 from review r where r.model_version_id = v.id and r.status = 'approved' and r.decided_at < ${then})
    order by "isChampion" desc, v.number desc limit 1
  `);
  return found ?? null;
}

/** Holds a pack against its own policy, with the waivers and the champion of a moment. */
export async function requirementsOf(
  db: Database | Transaction,
  pack: EvidencePack,
  at: Date,
): Promise<RequirementResult[]> {
  const waivers = await db
    .select()
    .from(waiver)
    .where(eq(waiver.modelVersionId, pack.model.id))
    .orderBy(asc(waiver.requestedAt));
  return checkRequirements({
    pack,
    policy: pack.policy.document,
    waivers,
    champion: await lastApproved(db, pack.model.id, at),
    now: at,
  });
}
