import { and, eq, max } from "drizzle-orm";
import type { Transaction } from "../../db/client.ts";
import { deployment, deploymentRevision } from "../../db/schema/deployments.ts";
import { model, modelVersion } from "../../db/schema/models.ts";
import type { Deployed } from "../../workflows/core/step-context.ts";
import { PenstockError } from "../errors.ts";
import { newId } from "../ids.ts";

export interface PointEndpoint {
  workspaceId: string;
  endpoint: string;
  modelVersionId: string;
  reason: string;
  createdBy: string;
  /** The step of a run that deploys; it does so once. */
  run?: { id: string; node: string };
}

/**
 * Points an endpoint to an approved version, as a new revision; makes the endpoint when its name is new. Serving
 * processes hear of it when the transaction commits.
 * @throws PenstockError when the version is not approved at this moment, or the name belongs to another workspace.
 */
export async function pointEndpoint(
  tx: Transaction,
  input: PointEndpoint,
): Promise<Deployed & { before: number | null; repeated: boolean }> {
  const version = await approvedVersion(tx, input);
  const { id, current } = await lockEndpoint(tx, input);
  const named = { id, endpoint: input.endpoint, model: version.model, version: version.number };
  if (input.run) {
    const [earlier] = await tx
      .select({ number: deploymentRevision.number, deploymentId: deploymentRevision.deploymentId })
      .from(deploymentRevision)
      .where(
        and(
          eq(deploymentRevision.runId, input.run.id),
          eq(deploymentRevision.node, input.run.node),
        ),
      );
    if (earlier) return { ...named, revision: earlier.number, before: current, repeated: true };
  }
  const [last] = await tx
    .select({ number: max(deploymentRevision.number) })
    .from(deploymentRevision)
    .where(eq(deploymentRevision.deploymentId, id));
  const revision = (last?.number ?? 0) + 1;
  await tx.insert(deploymentRevision).values({
    id: newId("dr"),
    deploymentId: id,
    number: revision,
    modelVersionId: input.modelVersionId,
    reason: input.reason,
    runId: input.run?.id ?? null,
    node: input.run?.node ?? null,
    createdBy: input.createdBy,
  });
  await tx.update(deployment).set({ revision, updatedAt: new Date() }).where(eq(deployment.id, id));
  return { ...named, revision, before: current, repeated: false };
}

async function approvedVersion(
  tx: Transaction,
  { workspaceId, modelVersionId }: PointEndpoint,
): Promise<{ model: string; number: number }> {
  const [version] = await tx
    .select({ model: model.name, number: modelVersion.number, status: modelVersion.status })
    .from(modelVersion)
    .innerJoin(model, eq(model.id, modelVersion.modelId))
    .where(and(eq(modelVersion.id, modelVersionId), eq(model.workspaceId, workspaceId)))
    .for("share", { of: modelVersion });
  if (!version)
    throw new PenstockError(
      "not-found",
      `There is no model version '${modelVersionId}' in this workspace.`,
    );
  if (version.status !== "approved")
    throw new PenstockError(
      "forbidden",
      `${version.model} version ${version.number} is ${version.status}, not approved: have it reviewed before it is deployed.`,
    );
  return version;
}

/** The endpoint's id and the revision in force, null when it is new; its row is locked until the transaction ends. */
async function lockEndpoint(
  tx: Transaction,
  { workspaceId, endpoint }: PointEndpoint,
): Promise<{ id: string; current: number | null }> {
  const [made] = await tx
    .insert(deployment)
    .values({ id: newId("dep"), workspaceId, name: endpoint, revision: 1 })
    .onConflictDoNothing()
    .returning({ id: deployment.id });
  if (made) return { id: made.id, current: null };
  const [found] = await tx
    .select({
      id: deployment.id,
      current: deployment.revision,
      workspaceId: deployment.workspaceId,
    })
    .from(deployment)
    .where(eq(deployment.name, endpoint))
    .for("update");
  if (found!.workspaceId !== workspaceId)
    throw new PenstockError(
      "conflict",
      `The endpoint name '${endpoint}' is taken by another workspace: choose another name.`,
    );
  return { id: found!.id, current: found!.current };
}
