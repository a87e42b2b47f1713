import { and, desc, eq, lt, ne } from "drizzle-orm";
import type { Transaction } from "../../db/client.ts";
import { deployment, deploymentRevision } from "../../db/schema/deployments.ts";
import { orAuditRefusal } from "../approvals/audit-refusal.ts";
import { audit } from "../audit.ts";
import { authorize, type Ctx } from "../context.ts";
import { PenstockError } from "../errors.ts";
import { pointEndpoint } from "./point-endpoint.ts";
import { noEndpoint } from "./find.ts";

/**
 * Points an endpoint back to what an earlier revision answered with, as a new revision.
 * @throws PenstockError when there is no such revision, or its version is approved no more.
 */
export async function rollback(
  ctx: Ctx,
  { name, revision, reason }: { name: string; revision?: number; reason?: string },
) {
  authorize(ctx, "deployments.write");
  const attempt = {
    action: "deployment.rollback",
    entity: "deployment",
    entityId: name,
    after: { endpoint: name, revision: revision ?? null },
    why: reason,
  } as const;
  return orAuditRefusal(ctx, attempt, () =>
    ctx.db.transaction((tx) => rollbackIn(tx, ctx, { name, revision, reason })),
  );
}

async function rollbackIn(
  tx: Transaction,
  { actor }: Ctx,
  { name, revision, reason }: Parameters<typeof rollback>[1],
) {
  const { workspaceId, userId } = actor;
  const [found] = await tx
    .select()
    .from(deployment)
    .where(and(eq(deployment.workspaceId, workspaceId), eq(deployment.name, name)))
    .for("update");
  if (!found) throw noEndpoint(name);
  const target = await earlierRevision(tx, found, revision);
  const why = `rolled back to revision ${target.number}`;
  const {
    before,
    repeated: _repeated,
    isApproved: _isApproved,
    ...deployed
  } = await pointEndpoint(tx, {
    workspaceId,
    endpoint: name,
    modelVersionId: target.modelVersionId,
    reason: reason ? `${why}: ${reason}` : why,
    createdBy: userId,
  });
  await audit(tx, actor, {
    action: "deployment.rollback",
    entity: "deployment",
    entityId: found.id,
    before: { revision: before },
    after: { ...deployed, of: target.number },
    why: reason,
  });
  return deployed;
}

async function earlierRevision(
  tx: Transaction,
  { id, name, revision: current }: { id: string; name: string; revision: number },
  wanted: number | undefined,
) {
  const revisions = tx
    .select({
      number: deploymentRevision.number,
      modelVersionId: deploymentRevision.modelVersionId,
    })
    .from(deploymentRevision);
  if (wanted !== undefined) {
    const [target] = await revisions.where(
      and(eq(deploymentRevision.deploymentId, id), eq(deploymentRevision.number, wanted)),
    );
    if (!target)
      throw new PenstockError("not-found", `The endpoint '${name}' has no revision ${wanted}.`);
    if (wanted === current)
      throw new PenstockError(
        "conflict",
        `The endpoint '${name}' is at revision ${wanted} already: name an earlier one.`,
      );
    return target;
  }
  const [now] = await tx
    .select({ modelVersionId: deploymentRevision.modelVersionId })
    .from(deploymentRevision)
    .where(and(eq(deploymentRevision.deploymentId, id), eq(deploymentRevision.number, current)));
  const [target] = await revisions
    .where(
      and(
        eq(deploymentRevision.deploymentId, id),
        lt(deploymentRevision.number, current),
        ne(deploymentRevision.modelVersionId, now!.modelVersionId),
      ),
    )
    .orderBy(desc(deploymentRevision.number))
    .limit(1);
  if (!target)
    throw new PenstockError(
      "conflict",
      `The endpoint '${name}' has never answered with another version: there is nothing to roll back to.`,
    );
  return target;
}
