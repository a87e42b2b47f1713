import { and, eq } from "drizzle-orm";
import { model, modelVersion } from "../../db/schema/models.ts";
import { audit } from "../audit.ts";
import { authorize, type Ctx } from "../context.ts";
import { PenstockError } from "../errors.ts";
import { pointEndpoint } from "./point-endpoint.ts";

/** Points an endpoint to an approved version without a pipeline. */
export async function deployByHand(
  ctx: Ctx,
  input: { endpoint: string; model: string; version: number; reason?: string },
) {
  authorize(ctx, "deployments.write");
  const { workspaceId, userId } = ctx.actor;
  return ctx.db.transaction(async (tx) => {
    const [found] = await tx
      .select({ id: modelVersion.id })
      .from(modelVersion)
      .innerJoin(model, eq(model.id, modelVersion.modelId))
      .where(
        and(
          eq(model.workspaceId, workspaceId),
          eq(model.name, input.model),
          eq(modelVersion.number, input.version),
        ),
      );
    if (!found)
      throw new PenstockError(
        "not-found",
        `There is no version ${input.version} of a model '${input.model}' in this workspace.`,
      );
    const {
      before,
      repeated: _repeated,
      ...deployed
    } = await pointEndpoint(tx, {
      workspaceId,
      endpoint: input.endpoint,
      modelVersionId: found.id,
      reason: input.reason || "deployed by hand",
      createdBy: userId,
    });
    await audit(tx, ctx.actor, {
      action: "deployment.deploy",
      entity: "deployment",
      entityId: deployed.id,
      before: before === null ? null : { revision: before },
      after: { ...deployed },
      why: input.reason,
    });
    return deployed;
  });
}
