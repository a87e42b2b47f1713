import { eq } from "drizzle-orm";
import type { z } from "zod";
import { finding } from "../../db/schema/governance.ts";
import { orAuditRefusal } from "../approvals/audit-refusal.ts";
import { isOwnWork } from "../approvals/version.ts";
import { wakeApproval } from "../approvals/wake.ts";
import { audit } from "../audit.ts";
import { authorize, type Ctx } from "../context.ts";
import { PenstockError } from "../errors.ts";
import { settleTheirs } from "../notices/settle.ts";
import { lockFinding } from "./lock-finding.ts";
import { checkRetest } from "./retest.ts";
import type { closeInput } from "./schemas.ts";

/**
 * Closes a finding: a reviewer does, who is neither its owner nor made the model, with a retest run linked.
 * @throws PenstockError `forbidden` by four eyes; `conflict` without a retest
 */
export async function close(
  ctx: Ctx,
  { id, note, retestRunId: named }: z.output<typeof closeInput>,
  now = new Date(),
) {
  authorize(ctx, "reviews.decide");
  const { actor } = ctx;
  const { workspaceId } = actor;
  const attempt = {
    action: "finding.close",
    entity: "finding",
    entityId: id,
    after: { retestRunId: named ?? null },
    why: note,
  } as const;
  return orAuditRefusal(ctx, attempt, () =>
    ctx.db.transaction(async (tx) => {
      const { row, version } = await lockFinding(tx, workspaceId, id);
      if (row.closedAt) throw new PenstockError("conflict", "The finding is closed already.");
      if (row.owner === actor.userId || isOwnWork(version, actor.userId))
        throw new PenstockError(
          "forbidden",
          "Four eyes: a finding that you own, or on a model that you made, is closed by another reviewer.",
        );
      const retestRunId = named ?? row.retestRunId;
      if (retestRunId === null)
        throw new PenstockError(
          "conflict",
          "A finding is closed with the run that shows that it is put right: name the retest.",
        );
      await checkRetest(tx, retestRunId, { workspaceId, raisedAt: row.raisedAt, version });
      await tx
        .update(finding)
        .set({ closedBy: actor.userId, closedAt: now, closingNote: note, retestRunId })
        .where(eq(finding.id, id));
      await settleTheirs(
        tx,
        row.owner,
        { kind: "finding.yours", key: `finding:${id}:` },
        `It was closed by ${actor.name}: ${note}`,
      );
      await wakeApproval(tx, version.id);
      await audit(tx, actor, {
        action: "finding.close",
        entity: "finding",
        entityId: id,
        after: { retestRunId },
        why: note,
      });
      return { id };
    }),
  );
}
