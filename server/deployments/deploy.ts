import { and, eq, inArray, isNotNull, sql } from "drizzle-orm";
import type { Database, Transaction } from "../../db/client.ts";
import { deploymentRevision } from "../../db/schema/deployments.ts";
import { model, modelVersion, review } from "../../db/schema/models.ts";
import type { Deployed, DeployModel } from "../../workflows/core/step-context.ts";
import { audit } from "../audit.ts";
import { fromDatabase, PenstockError } from "../errors.ts";
import { runActor } from "../actors/run-actor.ts";
import { can } from "../rights.ts";
import type { StepOfRun } from "../runs/step-transaction.ts";
import { pointEndpoint } from "./point-endpoint.ts";

/**
 * Deploys for a step of a run, once however often the step is called.
 * @throws PenstockError `forbidden` as `pointEndpoint` has it, and where who started the run may not deploy and the step
 * would take an endpoint to another model, or back
 */
export async function deploy(
  tx: Transaction,
  source: StepOfRun,
  { endpoint, modelVersionId }: DeployModel,
): Promise<Deployed> {
  const { before, repeated, isApproved, ...deployed } = await pointEndpoint(tx, {
    workspaceId: source.workspaceId,
    endpoint,
    modelVersionId,
    reason: `deployed by step '${source.node}'`,
    createdBy: source.startedBy,
    run: { id: source.id, node: source.node },
  });
  const actor = await runActor(tx, source);
  if (!repeated && before !== null && !can(actor.role, "deployments.write"))
    await refuseElsewhere(tx, source, { ...deployed, before, modelVersionId });
  if (!repeated)
    await audit(tx, actor, {
      action: isApproved ? "deployment.deploy" : "deployment.deploy-unapproved",
      entity: "deployment",
      entityId: deployed.id,
      before: before === null ? null : { revision: before },
      after: { ...deployed, runId: source.id },
    });
  return deployed;
}

/**
 * A run carries an endpoint on to a later version of the model that answers there, or to what its own review let out: one of
 * the run, of the runs above it whose sub-pipeline it is, or of any sub-pipeline of these. To take it elsewhere is the decision of somebody who deploys.
 */
async function refuseElsewhere(
  tx: Transaction,
  source: StepOfRun,
  {
    id,
    endpoint,
    model: name,
    version,
    before,
    modelVersionId,
  }: Deployed & { before: number; modelVersionId: string },
): Promise<void> {
  const [was] = await tx
    .select({ name: model.name, number: modelVersion.number })
    .from(deploymentRevision)
    .innerJoin(modelVersion, eq(modelVersion.id, deploymentRevision.modelVersionId))
    .innerJoin(model, eq(model.id, modelVersion.modelId))
    .where(and(eq(deploymentRevision.deploymentId, id), eq(deploymentRevision.number, before)));
  if (!was || (was.name === name && was.number <= version)) return;
  const [letOut] = await tx
    .select({ id: review.id })
    .from(review)
    .where(
      and(
        inArray(review.runId, family(source.id)),
        isNotNull(review.node),
        eq(review.modelVersionId, modelVersionId),
        eq(review.status, "approved"),
      ),
    );
  if (!letOut)
    throw new PenstockError(
      "forbidden",
      `'${endpoint}' answers with ${was.name} version ${was.number}, and no review of this run has approved ${name} version ${version}: to take the endpoint there needs the right 'deployments.write', so ask an operator to deploy it.`,
    );
}

/** A run, the runs above it, and all their sub-pipelines' runs. */
const family = (runId: string) => sql`(
  with recursive above as (
    select id, parent_run_id from run where id = ${runId}
    union all select r.id, r.parent_run_id from run r join above a on r.id = a.parent_run_id
  ), family as (
    select id from above
    union select r.id from run r join family f on r.parent_run_id = f.id
  ) select id from family)`;

/**
 * Writes down that a step of a run was refused to deploy: after its transaction, which the refusal has undone. Anything
 * else that goes wrong in one is none of this.
 */
export async function auditRefusedDeploy(
  db: Database,
  source: StepOfRun,
  error: unknown,
): Promise<void> {
  const refusal = fromDatabase(error);
  if (!(refusal instanceof PenstockError) || refusal.code !== "forbidden") return;
  await audit(db, await runActor(db, source), {
    action: "deployment.deploy-refused",
    entity: "run",
    entityId: source.id,
    after: { step: source.node, refusal: refusal.message },
  });
}
