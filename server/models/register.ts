import { and, eq, max } from "drizzle-orm";
import type { Transaction } from "../../db/client.ts";
import { model as modelTable, modelVersion } from "../../db/schema/models.ts";
import type { RegisteredVersion, RegisterModel } from "../../workflows/core/step-context.ts";
import { audit } from "../audit.ts";
import { newId } from "../ids.ts";
import { runActor } from "../actors/run-actor.ts";
import type { StepOfRun } from "../runs/step-transaction.ts";
import { findTrainings } from "./find-trainings.ts";
import { traceLineage } from "./lineage.ts";
import { makersOf } from "./makers-of.ts";

/**
 * Adds the next version of a model, making the model when its name is new. Versions of one model are numbered without
 * gaps, whoever registers at the same time. A step of a run registers one version, however often it is called.
 */
export async function registerModel(
  tx: Transaction,
  source: StepOfRun,
  input: RegisterModel,
): Promise<RegisteredVersion> {
  const modelId = await lockModel(tx, source.workspaceId, input);
  const [earlier] = await tx
    .select({
      id: modelVersion.id,
      model: modelTable.name,
      version: modelVersion.number,
      status: modelVersion.status,
    })
    .from(modelVersion)
    .innerJoin(modelTable, eq(modelTable.id, modelVersion.modelId))
    .where(and(eq(modelVersion.runId, source.id), eq(modelVersion.node, source.node)));
  if (earlier) return earlier;

  const [last] = await tx
    .select({ number: max(modelVersion.number) })
    .from(modelVersion)
    .where(eq(modelVersion.modelId, modelId));
  const version = (last?.number ?? 0) + 1;
  const id = newId("mv");
  const trainings = await findTrainings(tx, source.id, input.model.hash);
  await tx.insert(modelVersion).values({
    id,
    modelId,
    number: version,
    hash: input.model.hash,
    signature: input.signature,
    metrics: input.metrics,
    evaluationHash: input.evaluation?.hash ?? null,
    intendedUse: input.intendedUse,
    lineage: await traceLineage(tx, source, input.model, trainings[0] ?? null),
    runId: source.id,
    node: source.node,
    author: source.author,
    startedBy: source.startedBy,
    makers: await makersOf(tx, source.id, input.model.hash),
  });
  await audit(tx, await runActor(tx, source), {
    action: "model.register",
    entity: "model-version",
    entityId: id,
    after: { model: input.name, version, hash: input.model.hash, runId: source.id },
  });
  return { id, model: input.name, version, status: "pending" };
}

/** The id of the model with this name, made when it is new; its row is locked until the transaction ends. */
async function lockModel(
  tx: Transaction,
  workspaceId: string,
  { name, description }: RegisterModel,
): Promise<string> {
  await tx
    .insert(modelTable)
    .values({ id: newId("model"), workspaceId, name, description })
    .onConflictDoNothing();
  const [row] = await tx
    .select({ id: modelTable.id })
    .from(modelTable)
    .where(and(eq(modelTable.workspaceId, workspaceId), eq(modelTable.name, name)))
    .for("update");
  return row!.id;
}
