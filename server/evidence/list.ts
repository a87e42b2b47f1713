import { and, asc, eq } from "drizzle-orm";
import { user } from "../../db/schema/auth.ts";
import { attachedEvidence } from "../../db/schema/governance.ts";
import { model, modelVersion } from "../../db/schema/models.ts";
import { isOwnWork } from "../approvals/version.ts";
import { authorize, type Ctx } from "../context.ts";

/** All that people ever attached to a version, what was withdrawn among it, the oldest first. */
export async function list(ctx: Ctx, { model: name, version }: { model: string; version: number }) {
  authorize(ctx, "workspace.read");
  const rows = await ctx.db
    .select({ row: attachedEvidence, by: { id: user.id, name: user.name }, version: modelVersion })
    .from(attachedEvidence)
    .innerJoin(user, eq(user.id, attachedEvidence.attachedBy))
    .innerJoin(modelVersion, eq(modelVersion.id, attachedEvidence.modelVersionId))
    .innerJoin(model, eq(model.id, modelVersion.modelId))
    .where(
      and(
        eq(attachedEvidence.workspaceId, ctx.actor.workspaceId),
        eq(model.name, name),
        eq(modelVersion.number, version),
      ),
    )
    .orderBy(asc(attachedEvidence.attachedAt), asc(attachedEvidence.id));
  return {
    items: rows.map(({ row, by, version }) => ({
      ...row,
      attachedBy: by,
      /** Whether whoever attached it made the model. */
      own: isOwnWork(version, by.id),
    })),
  };
}
