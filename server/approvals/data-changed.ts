import { sql } from "drizzle-orm";
import type { Transaction } from "../../db/client.ts";
import type { Actor } from "../context.ts";
import { askForReReview } from "./ask-for-re-review.ts";
import { approvalPolicy } from "./last-approval.ts";
import { lockVersionById } from "./version.ts";

/**
 * A dataset has a new version: whatever was approved on an earlier one of it is to be reviewed again, where its policy
 * says so.
 */
export async function dataChanged(
  tx: Transaction,
  actor: Actor,
  { dataset, number }: { dataset: string; number: number },
): Promise<void> {
  const standing = await tx.execute<{ id: string }>(sql`
    select v.id from model_version v join model m on m.id = v.model_id
    where m.workspace_id = ${actor.workspaceId} and v.status in ('approved', 'suspended')
      and v.lineage -> 'data' @> ${JSON.stringify([{ name: dataset }])}::jsonb
    order by v.id
  `);
  for (const { id } of standing) {
    const version = await lockVersionById(tx, id);
    if (!version || !(await approvalPolicy(tx, version)).reReview.onDataChange) continue;
    await askForReReview(tx, actor, version, {
      key: `data:${dataset}:${number}`,
      why: `The data '${dataset}' it was made from has a new version, ${number}.`,
    });
  }
}
