import { and, asc, eq, inArray } from "drizzle-orm";
import type { Transaction } from "../../db/client.ts";
import { falseEvidence as table } from "../../db/schema/governance.ts";

/** Which of these pieces of evidence, by SHA-256, were declared false, and why. */
export async function falseEvidence(
  tx: Transaction,
  workspaceId: string,
  hashes: readonly string[],
): Promise<Map<string, string>> {
  if (hashes.length === 0) return new Map();
  const rows = await tx
    .select({ hash: table.hash, reason: table.reason })
    .from(table)
    .where(and(eq(table.workspaceId, workspaceId), inArray(table.hash, [...hashes])))
    .orderBy(asc(table.id));
  return new Map(rows.map(({ hash, reason }) => [hash, reason]));
}
