import { createHash, randomBytes } from "node:crypto";
import { copyFile, mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { and, eq, max } from "drizzle-orm";
import type { Database } from "../../db/client.ts";
import { apiKey } from "../../db/schema/auth.ts";
import { deployment, deploymentRevision } from "../../db/schema/deployments.ts";
import { model, modelVersion, review, reviewDecision } from "../../db/schema/models.ts";
import { run } from "../../db/schema/runs.ts";
import { Artifacts } from "../../server/artifacts.ts";
import type { Actor } from "../../server/context.ts";
import { newId } from "../../server/ids.ts";
import type { Json } from "../../workflows/core/json.ts";
import { atEnd } from "./servers.ts";

const FIXTURES = fileURLToPath(new URL("./fixtures/", import.meta.url));

/** The small models under `test/support/fixtures`. `slow` takes a few hundred milliseconds for a row. */
export type FixtureModel = "binary" | "binary-trees" | "three-classes" | "regression" | "slow";

/** An artifact store in a temporary folder; removed when the test file ends. */
export async function temporaryArtifacts(): Promise<{ home: string; artifacts: Artifacts }> {
  const home = await mkdtemp(path.join(tmpdir(), "penstock-artifacts-"));
  atEnd(() => rm(home, { recursive: true, force: true }));
  return { home, artifacts: new Artifacts(home) };
}

interface People {
  workspaceId: string;
  designer: Actor;
  reviewer: Actor;
}

/** A version of the model `name` in the people's workspace, reviewed and approved unless told otherwise. */
export async function registeredVersion(
  db: Database,
  artifacts: Artifacts,
  people: People,
  options: { name: string; fixture: FixtureModel; approved?: boolean; hash?: string },
): Promise<{ id: string; number: number; runId: string }> {
  const { name, fixture, approved = true } = options;
  const { workspaceId, designer } = people;
  const folder = path.join(FIXTURES, fixture);
  const incoming = path.join(tmpdir(), `penstock-${randomBytes(6).toString("hex")}.onnx`);
  await copyFile(path.join(folder, "model.onnx"), incoming);
  const { hash } = await artifacts.takeFile(incoming);
  const runId = newId("run");
  const by = { author: designer.userId, startedBy: designer.userId };
  await db.insert(run).values({
    id: runId,
    workspaceId,
    name,
    document: { apiVersion: "penstock/v1", name, nodes: [] },
    plan: { format: 1, pipeline: name, params: {}, nodes: [] },
    planHash: "0".repeat(64),
    params: {},
    trigger: { type: "api" },
    workflowId: runId,
    ...by,
  });
  await db
    .insert(model)
    .values({ id: newId("m"), workspaceId, name })
    .onConflictDoNothing();
  const [found] = await db
    .select({ id: model.id })
    .from(model)
    .where(and(eq(model.workspaceId, workspaceId), eq(model.name, name)));
  const modelId = found!.id;
  const [last] = await db
    .select({ number: max(modelVersion.number) })
    .from(modelVersion)
    .where(eq(modelVersion.modelId, modelId));
  const version = { id: newId("mv"), number: (last?.number ?? 0) + 1 };
  await db.insert(modelVersion).values({
    ...version,
    modelId,
    hash: options.hash ?? hash,
    signature: JSON.parse(await readFile(path.join(folder, "info.json"), "utf8")) as Json,
    metrics: {},
    lineage: {},
    runId,
    node: "register",
    ...by,
    makers: [...new Set(Object.values(by))],
  });
  if (approved) await decidedVersion(db, people, { id: version.id, runId }, "approved");
  return { ...version, runId };
}

/** A review of the version that the people's reviewer has decided, and the status that follows from it. */
export async function decidedVersion(
  db: Database,
  { workspaceId, designer, reviewer }: People,
  { id: modelVersionId, runId }: { id: string; runId: string },
  outcome: "approved" | "rejected",
): Promise<void> {
  const reviewId = newId("rv");
  const packHash = "0".repeat(64);
  await db.insert(review).values({
    id: reviewId,
    workspaceId,
    modelVersionId,
    runId,
    title: "Review",
    evidence: {},
    packHash,
    author: designer.userId,
    startedBy: designer.userId,
    makers: [designer.userId],
  });
  const said = { review: reviewId, round: 1, stage: "review", pack: packHash, outcome };
  await db.insert(reviewDecision).values({
    id: newId("rd"),
    reviewId,
    userId: reviewer.userId,
    outcome,
    comment: "Seen.",
    packHash,
    statement: { ...said, person: { id: reviewer.userId } },
    signature: "of a test",
  });
  await db
    .update(review)
    .set({ status: outcome, decidedAt: new Date() })
    .where(eq(review.id, reviewId));
  await db.update(modelVersion).set({ status: outcome }).where(eq(modelVersion.id, modelVersionId));
}

/** Points the endpoint to a version, as a new revision; returns the revision's number. */
export async function deployVersion(
  db: Database,
  { workspaceId, designer }: People,
  name: string,
  modelVersionId: string,
): Promise<number> {
  return db.transaction(async (tx) => {
    const [known] = await tx.select().from(deployment).where(eq(deployment.name, name));
    const number = (known?.revision ?? 0) + 1;
    const id = known?.id ?? newId("d");
    await tx
      .insert(deployment)
      .values({ id, workspaceId, name, revision: number })
      .onConflictDoNothing();
    await tx.insert(deploymentRevision).values({
      id: newId("dr"),
      deploymentId: id,
      number,
      modelVersionId,
      reason: "test",
      createdBy: designer.userId,
    });
    await tx.update(deployment).set({ revision: number }).where(eq(deployment.id, id));
    return number;
  });
}

/** A key of the people's workspace; returns the token that a client sends. */
export async function inferenceKey(
  db: Database,
  { workspaceId, designer }: People,
  fields: Partial<
    Pick<typeof apiKey.$inferInsert, "expiresAt" | "revokedAt" | "scope" | "rights">
  > = {},
): Promise<string> {
  const token = `pk_${randomBytes(20).toString("hex")}`;
  await db.insert(apiKey).values({
    id: newId("k"),
    workspaceId,
    userId: designer.userId,
    name: "test",
    scope: "inference",
    prefix: token.slice(0, 7),
    hash: createHash("sha256").update(token).digest("hex"),
    ...fields,
  });
  return token;
}
