import { eq } from "drizzle-orm";
import { finding } from "../../db/schema/governance.ts";
import { wakeApproval } from "../approvals/wake.ts";
import { audit } from "../audit.ts";
import { authorize, type Ctx } from "../context.ts";
import { PenstockError } from "../errors.ts";
import { settleTheirs } from "../notices/settle.ts";
import { tell } from "../notices/tell.ts";
import { lockFinding } from "./lock-finding.ts";

/** Opens a closed finding again, and tells its owner; what was answered and noted stays in the audit log. */
export async function reopen(ctx: Ctx, { id, why }: { id: string; why: string }) {
  authorize(ctx, "reviews.decide");
  const { actor } = ctx;
  return ctx.db.transaction(async (tx) => {
    const { row, version } = await lockFinding(tx, actor.workspaceId, id);
    if (!row.closedAt) throw new PenstockError("conflict", "The finding is open already.");
    await tx
      .update(finding)
      .set({
        closedBy: null,
        closedAt: null,
        closingNote: null,
        retestRunId: null,
        answeredAt: null,
        answer: null,
      })
      .where(eq(finding.id, id));
    // Releases before this one left it standing when a finding was closed, and nobody is told twice with one key.
    await settleTheirs(
      tx,
      row.owner,
      { kind: "finding.yours", key: `finding:${id}:` },
      "It was closed.",
    );
    if (row.owner !== actor.userId)
      await tell(
        tx,
        actor.workspaceId,
        { users: [row.owner] },
        {
          kind: "finding.yours",
          key: `finding:${id}:${row.owner}`,
          title: `F${row.number} is open again: ${row.title}`,
          body: why,
          link: `/reviews/${row.reviewId}`,
        },
      );
    await wakeApproval(tx, version.id);
    await audit(tx, actor, {
      action: "finding.reopen",
      entity: "finding",
      entityId: id,
      before: {
        answer: row.answer,
        retestRunId: row.retestRunId,
        closedBy: row.closedBy,
        note: row.closingNote,
      },
      why,
    });
    return { id };
  });
}
