import { and, eq, max } from "drizzle-orm";
import type { Transaction } from "../../db/client.ts";
import { deployment, deploymentRevision } from "../../db/schema/deployments.ts";
import { model, modelVersion } from "../../db/schema/models.ts";
import type { Deployed, VersionStatus } from "../../workflows/core/step-context.ts";
import { PenstockError } from "../errors.ts";
import { newId } from "../ids.ts";
import { policyFor } from "../policies/policy-for.ts";
import { tierOf } from "../risk/tier-of.ts";
import { noModelVersion } from "../models/find.ts";

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
 * Points an endpoint to a version, as a new revision; makes the endpoint when its name is new. Serving processes hear of
 * it when the transaction commits.
 * @throws PenstockError when the version is not approved at this moment, unless the policy lets it out with a warning, or
 * when the name belongs to another workspace.
 */
export async function pointEndpoint(
  tx: Transaction,
  input: PointEndpoint,
): Promise<Deployed & { before: number | null; repeated: boolean; isApproved: boolean }> {
  const version = await deployableVersion(tx, input);
  const { id, current } = await lockEndpoint(tx, input);
  const { isApproved } = version;
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
    if (earlier)
      return { ...named, revision: earlier.number, before: current, repeated: true, isApproved };
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
  return { ...named, revision, before: current, repeated: false, isApproved };
}

/** A version that may be deployed: an approved one, or one that waits where the policy says `warn`. */
async function deployableVersion(
  tx: Transaction,
  { workspaceId, modelVersionId }: PointEndpoint,
): Promise<{ model: string; number: number; isApproved: boolean }> {
  const [version] = await tx
    .select({
      model: model.name,
      modelId: model.id,
      number: modelVersion.number,
      status: modelVersion.status,
      unapproved: modelVersion.unapproved,
    })
    .from(modelVersion)
    .innerJoin(model, eq(model.id, modelVersion.modelId))
    .where(and(eq(modelVersion.id, modelVersionId), eq(model.workspaceId, workspaceId)))
    .for("share", { of: modelVersion });
  if (!version) throw noModelVersion(modelVersionId);
  const { model: name, number, status } = version;
  if (status === "approved") return { model: name, number, isApproved: true };
  const waits = status === "pending" || status === "in-review";
  if (waits && (await unapprovedMay(tx, workspaceId, modelVersionId, version)))
    return { model: name, number, isApproved: false };
  throw new PenstockError("forbidden", `${name} version ${number} is ${status}, ${REMEDY[status]}`);
}

/** Whether the policy lets out a version before its approval; the policy in force, until a review is open under one. */
async function unapprovedMay(
  tx: Transaction,
  workspaceId: string,
  modelVersionId: string,
  {
    modelId,
    status,
    unapproved: known,
  }: { modelId: string; status: VersionStatus; unapproved: "prevent" | "warn" },
): Promise<boolean> {
  if (status === "in-review") return known === "warn";
  const { tier } = await tierOf(tx, modelId);
  const { unapproved } = (await policyFor(tx, workspaceId, tier)).document.deployment;
  if (unapproved !== known)
    await tx.update(modelVersion).set({ unapproved }).where(eq(modelVersion.id, modelVersionId));
  return unapproved === "warn";
}

const REVIEW = "not approved: have it reviewed before it is deployed.";
const REMEDY: Record<Exclude<VersionStatus, "approved">, string> = {
  pending: REVIEW,
  "in-review": REVIEW,
  suspended: "not approved: settle what suspends it before it is deployed.",
  rejected: "not approved: register a new version.",
  retired: "not approved: deploy the version that replaces it.",
};

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
  // Behind row-level security another workspace's endpoint is not even seen.
  if (found?.workspaceId !== workspaceId)
    throw new PenstockError(
      "conflict",
      `The endpoint name '${endpoint}' is taken by another workspace: choose another name.`,
    );
  return { id: found.id, current: found.current };
}
