import type { Transaction } from "../../db/client.ts";
import type { Deployed, DeployModel } from "../../workflows/core/step-context.ts";
import { audit } from "../audit.ts";
import { runActor } from "../runs/run-actor.ts";
import type { StepOfRun } from "../runs/step-transaction.ts";
import { pointEndpoint } from "./point-endpoint.ts";

/** Deploys for a step of a run, once however often the step is called. */
export async function deploy(
  tx: Transaction,
  source: StepOfRun,
  { endpoint, modelVersionId }: DeployModel,
): Promise<Deployed> {
  const { before, repeated, ...deployed } = await pointEndpoint(tx, {
    workspaceId: source.workspaceId,
    endpoint,
    modelVersionId,
    reason: `deployed by step '${source.node}'`,
    createdBy: source.startedBy,
    run: { id: source.id, node: source.node },
  });
  if (!repeated)
    await audit(tx, await runActor(tx, source), {
      action: "deployment.deploy",
      entity: "deployment",
      entityId: deployed.id,
      before: before === null ? null : { revision: before },
      after: { ...deployed, runId: source.id },
    });
  return deployed;
}
