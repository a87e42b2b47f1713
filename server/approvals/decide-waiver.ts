import { and, eq } from "drizzle-orm";
import type { Transaction } from "../../db/client.ts";
import { waiver } from "../../db/schema/governance.ts";
import { audit } from "../audit.ts";
import { authorize, type Ctx } from "../context.ts";
import { PenstockError } from "../errors.ts";
import { tell } from "../notices/tell.ts";
import { orAuditRefusal } from "./audit-refusal.ts";
import { isOwnWork, lockVersionById, versionLink } from "./version.ts";
import { wakeApproval } from "./wake.ts";

/**
 * Grants a waiver or refuses it.
 * @throws PenstockError `forbidden` for who asked for it and for whoever made the version; `conflict` when it was answered
 */
export async function decideWaiver(
  ctx: Ctx,
  { id, outcome, comment }: { id: string; outcome: "approved" | "refused"; comment: string },
  now = new Date(),
) {
  authorize(ctx, "waivers.approve");
  const { actor } = ctx;
  const entry = {
    action: "waiver.decide",
    entity: "waiver",
    entityId: id,
    after: { outcome },
    why: comment,
  } as const;
  return orAuditRefusal(ctx, entry, () =>
    ctx.db.transaction(async (tx) => {
      const { asked, version } = await lockWaiver(tx, actor.workspaceId, id);
      if (asked.approvedAt || asked.refusedAt || asked.revokedAt)
        throw new PenstockError("conflict", "This waiver was answered already: reload the page.");
      if (asked.expiresAt <= now)
        throw new PenstockError("conflict", "The date of this waiver has passed: ask for another.");
      if (asked.requestedBy === actor.userId || isOwnWork(version, actor.userId))
        throw new PenstockError(
          "forbidden",
          "Four eyes: another person than the one who asked, and than who made the model, answers a waiver.",
        );
      await tx
        .update(waiver)
        .set(
          outcome === "approved"
            ? { approvedBy: actor.userId, approvedAt: now }
            : { refusedAt: now },
        )
        .where(eq(waiver.id, id));
      await audit(tx, actor, {
        ...entry,
        after: {
          outcome,
          model: version.name,
          version: version.number,
          scope: asked.scope,
          expiresAt: asked.expiresAt.toISOString(),
        },
      });
      await tell(
        tx,
        actor.workspaceId,
        { users: [asked.requestedBy!] },
        {
          kind: "waiver.decided",
          key: `waiver:${id}:${outcome}`,
          title: `The waiver for ${version.name} version ${version.number} is ${outcome}`,
          body: comment,
          link: versionLink(version),
        },
      );
      await wakeApproval(tx, version.id);
      return { id, outcome };
    }),
  );
}

/** A waiver of the workspace and its version, both locked. */
export async function lockWaiver(tx: Transaction, workspaceId: string, id: string) {
  const mine = and(eq(waiver.id, id), eq(waiver.workspaceId, workspaceId));
  const [known] = await tx.select({ versionId: waiver.modelVersionId }).from(waiver).where(mine);
  // Locked in the order of everything else here: the version first.
  const version = known && (await lockVersionById(tx, known.versionId));
  const [asked] = await tx.select().from(waiver).where(mine).for("update");
  if (!version || !asked)
    throw new PenstockError("not-found", `There is no waiver '${id}' in this workspace.`);
  return { asked, version };
}
