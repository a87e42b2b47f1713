import { randomBytes } from "node:crypto";
import { and, eq, max } from "drizzle-orm";
import type { Database } from "../../db/client.ts";
import { policyVersion } from "../../db/schema/governance.ts";
import { run as runTable } from "../../db/schema/runs.ts";
import type { Actor } from "../../server/context.ts";
import { newId } from "../../server/ids.ts";
import { hashPolicy, readPolicy } from "../../server/policies/policy.ts";
import type { Tier } from "../../db/schema/tiers.ts";
import { decide } from "../../server/reviews/decide.ts";
import type { DecideInput } from "../../server/reviews/decision-schemas.ts";
import { get } from "../../server/reviews/get.ts";
import { stepTransaction, type StepOfRun } from "../../server/runs/step-transaction.ts";
import type { ArtifactRef } from "../../workflows/core/artifact.ts";
import type { Json } from "../../workflows/core/json.ts";
import type { PlanNode } from "../../workflows/core/plan.ts";
import type {
  EvidenceItem,
  OpenedReview,
  RegisteredVersion,
} from "../../workflows/core/step-context.ts";
import { contextOf } from "./context.ts";

type People = Record<"designer" | "reviewer" | "admin", Actor>;

export const hashOf = () => randomBytes(32).toString("hex");

/** A run that was written by one person and started by another, or the same. */
export async function freshRun(
  db: Database,
  {
    author,
    startedBy = author,
    nodes = [],
  }: { author: Actor; startedBy?: Actor; nodes?: Partial<PlanNode>[] },
): Promise<Omit<StepOfRun, "node"> & { workflowId: string }> {
  const id = newId("run");
  const planHash = hashOf();
  const run = {
    id,
    workspaceId: author.workspaceId,
    planHash,
    startedBy: startedBy.userId,
    author: author.userId,
    workflowId: id,
  };
  await db.insert(runTable).values({
    ...run,
    name: "test",
    document: { apiVersion: "penstock/v1", name: "test", nodes: [] },
    plan: { format: 1, pipeline: "test", params: {}, nodes: nodes as PlanNode[] },
    params: {},
    trigger: { type: "person" },
  });
  return run;
}

/** A trained model as a wire carries it. */
export function modelRef(): ArtifactRef {
  return {
    type: "model",
    hash: hashOf(),
    bytes: 1_000,
    meta: { algorithm: "xgboost", task: "classification", environment: hashOf() },
  };
}

const SIGNATURE: Json = {
  task: "classification",
  target: "default",
  classes: ["no", "yes"],
  inputs: [
    { name: "age", kind: "number", onnx: "float", nullable: true, min: 18, max: 90, example: 40 },
    { name: "sex", kind: "category", onnx: "string", nullable: false, categories: ["f", "m"] },
  ],
};

export async function registerVersion(
  db: Database,
  run: Omit<StepOfRun, "node">,
  {
    name = "credit-risk",
    node = "register",
    model = modelRef(),
  }: { name?: string; node?: string; model?: ArtifactRef } = {},
): Promise<RegisteredVersion> {
  return db.transaction((tx) =>
    stepTransaction(tx, { ...run, node }).registerModel({
      name,
      description: "",
      intendedUse: "Only for tests.",
      model,
      evaluation: null,
      report: null,
      metrics: { roc_auc: 0.8 },
      signature: SIGNATURE,
    }),
  );
}

/** A version under review: its run, itself, and what the step got back. */
export async function openedReview(
  db: Database,
  people: People,
  {
    name,
    startedBy,
    evidence = [{ title: "Evaluation", type: "evaluation", hash: hashOf(), meta: {} }],
  }: { name?: string; startedBy?: Actor; evidence?: EvidenceItem[] } = {},
) {
  const run = await freshRun(db, { author: people.designer, startedBy });
  const version = await registerVersion(db, run, { name });
  const review: OpenedReview = await db.transaction((tx) =>
    stepTransaction(tx, { ...run, node: "review" }).openReview({
      modelVersionId: version.id,
      title: "Credit risk",
      instructions: "",
      evidence,
    }),
  );
  return { run, version, review };
}

/** A version that the workspace's reviewer has approved. */
export async function approvedVersion(db: Database, people: People, name?: string) {
  const opened = await openedReview(db, people, { name });
  const { reviewId: id, packHash } = opened.review;
  await decide(contextOf(db, people.reviewer), {
    id,
    packHash,
    outcome: "approved",
    comment: "Looks right.",
  });
  return opened;
}

/** Another policy than the built-in one for models of a tier; those that nobody has assessed when none is named. */
export async function setPolicy(
  db: Database,
  { workspaceId, userId }: Actor,
  policy: Json,
  tier: Tier = "unassessed",
): Promise<void> {
  const { document, problems } = readPolicy(policy);
  if (!document) throw new Error(problems[0]!.message);
  const [last] = await db
    .select({ number: max(policyVersion.number) })
    .from(policyVersion)
    .where(and(eq(policyVersion.workspaceId, workspaceId), eq(policyVersion.tier, tier)));
  await db.insert(policyVersion).values({
    id: newId("pol"),
    workspaceId,
    tier,
    number: (last?.number ?? 0) + 1,
    document: JSON.parse(JSON.stringify(document)),
    source: "",
    hash: hashPolicy(document),
    note: "For a test.",
    author: userId,
  });
}

/** A person's decision, on the evidence as it stands at this moment. */
export async function decideNow(
  db: Database,
  person: Actor,
  id: string,
  rest: Partial<DecideInput> = {},
) {
  const ctx = contextOf(db, person);
  const { packHash, currentStage } = await get(ctx, { id });
  const stage = currentStage?.id;
  const approval = { id, packHash, stage, outcome: "approved", comment: "Looks right." } as const;
  return decide(ctx, { ...approval, ...rest });
}
