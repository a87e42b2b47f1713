import { and, asc, eq, inArray } from "drizzle-orm";
import type { Transaction } from "../../db/client.ts";
import { audit } from "../../db/schema/audit.ts";

/** Which of these pieces of evidence, by SHA-256, were declared false, and why. */
export async function falseEvidence(
  tx: Transaction,
  workspaceId: string,
  hashes: readonly string[],
): Promise<Map<string, string>> {
  if (hashes.length === 0) return new Map();
  const rows = await tx
    .select({ hash: audit.entityId, why: audit.why })
    .from(audit)
    .where(
      and(
        eq(audit.workspaceId, workspaceId),
        eq(audit.entity, "evidence"),
        eq(audit.action, "evidence.declare-false"),
        inArray(audit.entityId, [...hashes]),
      ),
    )
    .orderBy(asc(audit.id));
  return new Map(rows.map(({ hash, why }) => [hash, why ?? ""]));
}
