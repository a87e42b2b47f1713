import type { Transaction } from "../../db/client.ts";
import { orAuditRefusal } from "../approvals/audit-refusal.ts";
import { findVersion } from "../approvals/version.ts";
import { audit } from "../audit.ts";
import { authorize, type Ctx } from "../context.ts";
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
  const { id: modelVersionId } = await findVersion(tx, workspaceId, { name, number });
  const {
    before,
    repeated: _repeated,
    isApproved,
    ...deployed
  } = await pointEndpoint(tx, {
    workspaceId,
    endpoint,
    modelVersionId,
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
