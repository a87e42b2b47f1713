import type { Database, Transaction } from "../../db/client.ts";
import type { Deployed, DeployModel } from "../../workflows/core/step-context.ts";
import { audit } from "../audit.ts";
import { fromDatabase, PenstockError } from "../errors.ts";
import { runActor } from "../runs/run-actor.ts";
import type { StepOfRun } from "../runs/step-transaction.ts";
import { pointEndpoint } from "./point-endpoint.ts";

/** Deploys for a step of a run, once however often the step is called. */
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
  if (!repeated)
    await audit(tx, await runActor(tx, source), {
      action: isApproved ? "deployment.deploy" : "deployment.deploy-unapproved",
      entity: "deployment",
      entityId: deployed.id,
      before: before === null ? null : { revision: before },
      after: { ...deployed, runId: source.id },
    });
  return deployed;
}

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
