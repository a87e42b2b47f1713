import { and, eq } from "drizzle-orm";
import type { Transaction } from "../../db/client.ts";
import { finding } from "../../db/schema/governance.ts";
import { modelVersion } from "../../db/schema/models.ts";
import { PenstockError } from "../errors.ts";

/**
 * A finding of the workspace with the version it is about, its row locked until the transaction ends.
 * @throws PenstockError `not-found`
 */
export async function lockFinding(tx: Transaction, workspaceId: string, id: string) {
  const [found] = await tx
    .select({
      row: finding,
      version: {
        id: modelVersion.id,
        modelId: modelVersion.modelId,
        number: modelVersion.number,
        hash: modelVersion.hash,
        makers: modelVersion.makers,
      },
    })
    .from(finding)
    .innerJoin(modelVersion, eq(modelVersion.id, finding.modelVersionId))
    .where(and(eq(finding.id, id), eq(finding.workspaceId, workspaceId)))
    .for("update", { of: finding });
  if (!found)
    throw new PenstockError(
      "not-found",
      `There is no finding '${id}' in this workspace: see those there are in their review under Findings and waivers, or with 'penstock reviews show'.`,
    );
  return found;
}
