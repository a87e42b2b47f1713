import { and, eq } from "drizzle-orm";
import { modelAlias } from "../../db/schema/governance.ts";
import { modelVersion } from "../../db/schema/models.ts";
import { orAuditRefusal } from "../approvals/audit-refusal.ts";
import { lockVersion } from "../approvals/version.ts";
import { audit } from "../audit.ts";
import { authorize, type Ctx } from "../context.ts";
import { PenstockError } from "../errors.ts";
import { findModel } from "./find.ts";

/** The one alias that may name a version before its approval. */
const BEFORE_APPROVAL = "candidate";

/**
 * Lets an alias, such as `champion`, name a version; it moves there from wherever it was. The database refuses the same again.
 * @throws PenstockError `forbidden` when the version is not approved; the attempt is written down
 */
export async function setAlias(
  ctx: Ctx,
  { name, alias, number }: { name: string; alias: string; number: number },
) {
  authorize(ctx, "deployments.write");
  const { actor } = ctx;
  const { id: modelId } = await findModel(ctx, name);
  const entry = { action: "model.alias", entity: "model", entityId: modelId } as const;
  return orAuditRefusal(ctx, { ...entry, after: { model: name, alias, version: number } }, () =>
    ctx.db.transaction(async (tx) => {
      const version = await lockVersion(tx, actor.workspaceId, { name, number });
      const waits = version.status === "pending" || version.status === "in-review";
      if (version.status !== "approved" && !(alias === BEFORE_APPROVAL && waits))
        throw new PenstockError(
          "forbidden",
          `${name} version ${number} is ${version.status}, so '${alias}' cannot name it: an alias names an approved version; only '${BEFORE_APPROVAL}' may name one that waits for its approval.`,
        );
      const [before] = await tx
        .select({ version: modelVersion.number })
        .from(modelAlias)
        .innerJoin(modelVersion, eq(modelVersion.id, modelAlias.modelVersionId))
        .where(and(eq(modelAlias.modelId, modelId), eq(modelAlias.alias, alias)))
        .for("update", { of: modelAlias });
      const set = { modelVersionId: version.id, setBy: actor.userId, setAt: new Date() };
      await tx
        .insert(modelAlias)
        .values({ workspaceId: actor.workspaceId, modelId, alias, ...set })
        .onConflictDoUpdate({ target: [modelAlias.modelId, modelAlias.alias], set });
      await audit(tx, actor, {
        ...entry,
        before: before ? { alias, version: before.version } : null,
        after: { model: name, alias, version: number },
      });
      return { name, alias, version: number, before: before?.version ?? null };
    }),
  );
}
