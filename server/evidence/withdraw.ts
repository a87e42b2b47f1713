import { and, eq } from "drizzle-orm";
import { attachedEvidence } from "../../db/schema/governance.ts";
import { isOwnWork, lockVersionById } from "../approvals/version.ts";
import { audit } from "../audit.ts";
import { authorize, type Ctx } from "../context.ts";
import { PenstockError } from "../errors.ts";

/**
 * Takes attached evidence back: whoever attached it does, or an admin who did not make the version. It stays in the packs
 * that were frozen with it.
 * @throws PenstockError `forbidden` for anybody else, `conflict` when it is withdrawn already
 */
export async function withdraw(
  ctx: Ctx,
  { id, why }: { id: string; why: string },
  now = new Date(),
) {
  authorize(ctx, "evidence.attach");
  const { actor } = ctx;
  return ctx.db.transaction(async (tx) => {
    const [found] = await tx
      .select()
      .from(attachedEvidence)
      .where(and(eq(attachedEvidence.id, id), eq(attachedEvidence.workspaceId, actor.workspaceId)))
      .for("update");
    if (!found) throw new PenstockError("not-found", `There is no attached evidence '${id}' here.`);
    if (found.withdrawnAt) throw new PenstockError("conflict", "It was withdrawn already.");
    if (found.attachedBy !== actor.userId && actor.role !== "admin")
      throw new PenstockError("forbidden", "Only who attached it, or an admin, withdraws it.");
    const version = await lockVersionById(tx, found.modelVersionId);
    if (found.attachedBy !== actor.userId && isOwnWork(version!, actor.userId))
      throw new PenstockError(
        "forbidden",
        `Four eyes: you made ${version!.name} version ${version!.number}, so what somebody else attached to it is withdrawn by them, or by another admin.`,
      );
    await tx
      .update(attachedEvidence)
      .set({ withdrawnBy: actor.userId, withdrawnAt: now, withdrawnWhy: why })
      .where(eq(attachedEvidence.id, id));
    await audit(tx, actor, {
      action: "evidence.withdraw",
      entity: "evidence",
      entityId: id,
      before: { requirement: found.requirement, title: found.title, hash: found.hash },
      why,
    });
    return { id };
  });
}
