import { and, eq } from "drizzle-orm";
import type { z } from "zod";
import { member, user } from "../../db/schema/auth.ts";
import { finding } from "../../db/schema/governance.ts";
import { isOwnWork } from "../approvals/version.ts";
import { wakeApproval } from "../approvals/wake.ts";
import { audit } from "../audit.ts";
import { authorize, type Ctx } from "../context.ts";
import { PenstockError } from "../errors.ts";
import { settleTheirs } from "../notices/settle.ts";
import { tell } from "../notices/tell.ts";
import { endOf } from "./add-conditions.ts";
import { lockFinding } from "./lock-finding.ts";
import type { changeInput } from "./schemas.ts";

/**
 * Gives a finding to another owner, or another date or severity. A reviewer does, who is neither its owner nor made the
 * model: nobody moves their own date.
 */
export async function change(ctx: Ctx, input: z.output<typeof changeInput>) {
  authorize(ctx, "reviews.decide");
  const { actor } = ctx;
  const { id, why } = input;
  return ctx.db.transaction(async (tx) => {
    const { row, version } = await lockFinding(tx, actor.workspaceId, id);
    if (row.closedAt)
      throw new PenstockError("conflict", "The finding is closed: open it again first.");
    if (row.owner === actor.userId || isOwnWork(version, actor.userId))
      throw new PenstockError(
        "forbidden",
        "Four eyes: a finding that you own, or on a model that you made, is changed by another reviewer.",
      );
    const next = {
      owner: input.owner ?? row.owner,
      severity: input.severity ?? row.severity,
      dueAt:
        input.dueAt === undefined ? row.dueAt : input.dueAt === null ? null : endOf(input.dueAt),
    };
    if (row.condition && next.dueAt === null)
      throw new PenstockError("conflict", "A condition keeps a date: give another one.");
    const [known] = await tx
      .select({ name: user.name })
      .from(member)
      .innerJoin(user, eq(user.id, member.userId))
      .where(and(eq(member.workspaceId, actor.workspaceId), eq(member.userId, next.owner)));
    if (!known)
      throw new PenstockError("not-found", "Whom you name as the owner is not in this workspace.");
    await tx.update(finding).set(next).where(eq(finding.id, id));
    if (next.owner !== row.owner) {
      await settleTheirs(
        tx,
        row.owner,
        { kind: "finding.yours", key: `finding:${id}:` },
        `It was given to ${known.name}: ${actor.name}.`,
      );
      await tell(
        tx,
        actor.workspaceId,
        { users: [next.owner] },
        {
          kind: "finding.yours",
          key: `finding:${id}:${next.owner}`,
          title: "A finding is yours now",
          body: row.title,
          link: `/reviews/${row.reviewId}`,
        },
      );
    }
    await wakeApproval(tx, version.id);
    await audit(tx, actor, {
      action: "finding.change",
      entity: "finding",
      entityId: id,
      before: {
        owner: row.owner,
        severity: row.severity,
        dueAt: row.dueAt?.toISOString() ?? null,
      },
      after: { ...next, dueAt: next.dueAt?.toISOString() ?? null },
      why,
    });
    return { id };
  });
}
