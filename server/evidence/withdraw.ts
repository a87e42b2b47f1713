import { and, eq } from "drizzle-orm";
import { attachedEvidence } from "../../db/schema/governance.ts";
import { audit } from "../audit.ts";
import { authorize, type Ctx } from "../context.ts";
import { PenstockError } from "../errors.ts";

/**
 * Takes attached evidence back: whoever attached it does, or an admin. It stays in the packs that were frozen with it.
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
