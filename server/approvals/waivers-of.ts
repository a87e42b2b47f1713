import { and, eq, isNotNull, sql, type SQL, type SQLWrapper } from "drizzle-orm";
import type { Transaction } from "../../db/client.ts";
import { waiver } from "../../db/schema/governance.ts";

/** A waiver that was granted, and when it stops or stopped to hold. */
export interface Granted {
  id: string;
  scope: string;
  endsAt: Date;
}

/** The granted waivers of a version, those that have ended among them. */
export async function grantedWaivers(tx: Transaction, modelVersionId: string): Promise<Granted[]> {
  const rows = await tx
    .select({
      id: waiver.id,
      scope: waiver.scope,
      expiresAt: waiver.expiresAt,
      revokedAt: waiver.revokedAt,
    })
    .from(waiver)
    .where(and(eq(waiver.modelVersionId, modelVersionId), isNotNull(waiver.approvedAt)));
  return rows.map(({ id, scope, expiresAt, revokedAt }) => ({
    id,
    scope,
    endsAt: revokedAt && revokedAt < expiresAt ? revokedAt : expiresAt,
  }));
}

/** The waiver that covers this scope longest from now on. */
export function coveredBy(granted: readonly Granted[], scope: string, now: Date): Granted | null {
  const holding = granted.filter((one) => one.scope === scope && one.endsAt > now);
  return holding.sort((a, b) => b.endsAt.getTime() - a.endsAt.getTime())[0] ?? null;
}

export const findingScope = (findingId: string) => `finding:${findingId}`;

/** Something of the finding `f` that a waiver of this scope is for, whichever review that is of; null of a requirement. */
export function ofWaivedFinding<T>(scope: SQLWrapper, what: SQL): SQL<T | null> {
  return sql<T | null>`(select ${what} from finding f where 'finding:' || f.id = ${scope})`;
}

export const waivedFinding = (scope: SQLWrapper) =>
  ofWaivedFinding<WaivedFinding>(
    scope,
    sql`jsonb_build_object('number', f.number, 'title', f.title)`,
  );

export interface WaivedFinding {
  number: number;
  title: string;
}
