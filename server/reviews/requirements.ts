import { asc, eq, sql } from "drizzle-orm";
import type { Database, Transaction } from "../../db/client.ts";
import { waiver } from "../../db/schema/governance.ts";
import { checkRequirements, type RequirementResult } from "../policies/check-requirements.ts";
import type { EvidencePack } from "./pack.ts";

/** The version that a new one is compared with: the model's champion, or the one approved last; null for a first one. */
export interface LastApproved extends Record<string, unknown> {
  id: string;
  version: number;
  metrics: Record<string, number | null>;
  isChampion: boolean;
}

export async function lastApproved(
  db: Database | Transaction,
  modelVersionId: string,
): Promise<LastApproved | null> {
  const [found] = await db.execute<LastApproved>(sql`
    select v.id, v.number as version, v.metrics, a.alias is not null as "isChampion"
    from model_version this
    join model_version v on v.model_id = this.model_id and v.id <> this.id
    left join model_alias a on a.model_version_id = v.id and a.alias = 'champion'
    where this.id = ${modelVersionId} and v.status in ('approved', 'suspended')
    order by a.alias is null, v.number desc limit 1
  `);
  return found ?? null;
}

/** Holds a pack against its own policy, with the waivers and the champion as they are now. */
export async function requirementsOf(
  db: Database | Transaction,
  pack: EvidencePack,
  now: Date,
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
    champion: await lastApproved(db, pack.model.id),
    now,
  });
}
