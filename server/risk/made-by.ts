import { and, arrayContains, eq } from "drizzle-orm";
import type { Database, Transaction } from "../../db/client.ts";
import { modelVersion } from "../../db/schema/models.ts";

/** Whether a version of the model, whatever became of it, is this person's own work. */
export async function madeBy(
  tx: Transaction | Database,
  modelId: string,
  userId: string,
): Promise<boolean> {
  const [own] = await tx
    .select({ id: modelVersion.id })
    .from(modelVersion)
    .where(and(eq(modelVersion.modelId, modelId), arrayContains(modelVersion.makers, [userId])))
    .limit(1);
  return own !== undefined;
}
