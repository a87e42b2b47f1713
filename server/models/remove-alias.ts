import { and, eq } from "drizzle-orm";
import { modelAlias } from "../../db/schema/governance.ts";
import { audit } from "../audit.ts";
import { authorize, type Ctx } from "../context.ts";
import { PenstockError } from "../errors.ts";
import { findModel } from "./find.ts";

/** Takes an alias away from a model. */
export async function removeAlias(ctx: Ctx, { name, alias }: { name: string; alias: string }) {
  authorize(ctx, "deployments.write");
  const { id: modelId } = await findModel(ctx, name);
  return ctx.db.transaction(async (tx) => {
    const [removed] = await tx
      .delete(modelAlias)
      .where(and(eq(modelAlias.modelId, modelId), eq(modelAlias.alias, alias)))
      .returning({ modelVersionId: modelAlias.modelVersionId });
    if (!removed)
      throw new PenstockError("not-found", `The model '${name}' has no alias '${alias}'.`);
    await audit(tx, ctx.actor, {
      action: "model.remove-alias",
      entity: "model",
      entityId: modelId,
      before: { model: name, alias, modelVersionId: removed.modelVersionId },
    });
    return { name, alias };
  });
}
