import { eq } from "drizzle-orm";
import type { z } from "zod";
import { finding } from "../../db/schema/governance.ts";
import { audit } from "../audit.ts";
import { authorize, type Ctx } from "../context.ts";
import { PenstockError } from "../errors.ts";
import { tell } from "../notices/tell.ts";
import { lockFinding } from "./lock-finding.ts";
import { checkRetest } from "./retest.ts";
import type { answerInput } from "./schemas.ts";

/** The owner of a finding says that it is put right, and with which run to look at; whoever raised it hears of it. */
export async function answer(
  ctx: Ctx,
  { id, answer: said, retestRunId }: z.output<typeof answerInput>,
  now = new Date(),
) {
  authorize(ctx, "reviews.comment");
  const { actor } = ctx;
  const { workspaceId } = actor;
  return ctx.db.transaction(async (tx) => {
    const { row, version } = await lockFinding(tx, workspaceId, id);
    if (row.closedAt) throw new PenstockError("conflict", "The finding is closed already.");
    if (row.owner !== actor.userId)
      throw new PenstockError(
        "forbidden",
        "Only the finding's owner answers it: have it given to you first.",
      );
    await checkRetest(tx, retestRunId, { workspaceId, raisedAt: row.raisedAt, version });
    await tx
      .update(finding)
      .set({ answer: said, answeredAt: now, retestRunId })
      .where(eq(finding.id, id));
    // The same answer sent twice is no news.
    const isNews = row.answer !== said || row.retestRunId !== retestRunId;
    if (isNews)
      await tell(
        tx,
        workspaceId,
        { users: [row.raisedBy] },
        {
          kind: "finding.answered",
          key: `finding:${id}:answered:${now.toISOString()}`,
          title: `F${row.number} was answered: ${row.title}`,
          body: said,
          link: `/reviews/${row.reviewId}`,
        },
      );
    await audit(tx, actor, {
      action: "finding.answer",
      entity: "finding",
      entityId: id,
      after: { retestRunId },
      why: said,
    });
    return { id };
  });
}
