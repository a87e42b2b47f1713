import { and, eq } from "drizzle-orm";
import type { Transaction } from "../../db/client.ts";
import { model, modelVersion } from "../../db/schema/models.ts";
import { orAuditRefusal } from "../approvals/audit-refusal.ts";
import { audit } from "../audit.ts";
import { authorize, type Ctx } from "../context.ts";
import { PenstockError } from "../errors.ts";
import { pointEndpoint } from "./point-endpoint.ts";

/**
 * Points an endpoint to an approved version without a pipeline.
 * @throws PenstockError `forbidden` when it is not approved; the attempt is written down
 */
export async function deployByHand(
  ctx: Ctx,
  input: { endpoint: string; model: string; version: number; reason?: string },
) {
  authorize(ctx, "deployments.write");
  const { endpoint, model: name, version: number, reason } = input;
  const attempt = {
    action: "deployment.deploy",
    entity: "deployment",
    entityId: endpoint,
    after: { endpoint, model: name, version: number },
    why: reason,
  } as const;
  return orAuditRefusal(ctx, attempt, () => ctx.db.transaction((tx) => deployIn(tx, ctx, input)));
}

async function deployIn(
  tx: Transaction,
  { actor }: Ctx,
  { endpoint, model: name, version: number, reason }: Parameters<typeof deployByHand>[1],
) {
  const { workspaceId, userId } = actor;
  const [found] = await tx
    .select({ id: modelVersion.id })
    .from(modelVersion)
    .innerJoin(model, eq(model.id, modelVersion.modelId))
    .where(
      and(
        eq(model.workspaceId, workspaceId),
        eq(model.name, name),
        eq(modelVersion.number, number),
      ),
    );
  if (!found)
    throw new PenstockError(
      "not-found",
      `There is no version ${number} of a model '${name}' in this workspace.`,
    );
  const {
    before,
    repeated: _repeated,
    isApproved,
    ...deployed
  } = await pointEndpoint(tx, {
    workspaceId,
    endpoint,
    modelVersionId: found.id,
    reason: reason || "deployed by hand",
    createdBy: userId,
  });
  await audit(tx, actor, {
    action: isApproved ? "deployment.deploy" : "deployment.deploy-unapproved",
    entity: "deployment",
    entityId: deployed.id,
    before: before === null ? null : { revision: before },
    after: { ...deployed },
    why: reason,
  });
  return deployed;
}
