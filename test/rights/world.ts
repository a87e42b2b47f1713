import { createHash } from "node:crypto";
import { eq, sql } from "drizzle-orm";
import { apiKey, group, groupMember, invitation, session } from "../../db/schema/auth.ts";
import { datasetVersion, dataset } from "../../db/schema/datasets.ts";
import {
  attachedEvidence,
  notice,
  reviewComment,
  riskAssessment,
  riskOverride,
  waiver,
} from "../../db/schema/governance.ts";
import { notification } from "../../db/schema/notifications.ts";
import { pipeline, pipelineDraft, pipelineVersion } from "../../db/schema/pipelines.ts";
import { modelVersion } from "../../db/schema/models.ts";
import { artifact, slotLimit, stepRun } from "../../db/schema/runs.ts";
import { secret } from "../../db/schema/secrets.ts";
import { trigger } from "../../db/schema/triggers.ts";
import type { Database } from "../../db/client.ts";
import type { Artifacts } from "../../server/artifacts.ts";
import { QUESTIONS } from "../../workflows/core/risk/questionnaire.ts";
import { newId } from "../../server/ids.ts";
import { raise } from "../../server/findings/raise.ts";
import { contextOf } from "../support/context.ts";
import { deployVersion, registeredVersion } from "../support/deployed-model.ts";
import { freshWorkspace } from "../support/factories.ts";
import { freshRun, hashOf, openedReview } from "../support/registry.ts";

/** The ids and names of one workspace that has something of everything. */
export type World = Awaited<ReturnType<typeof makeWorld>>;

/** Fills a workspace, as the owner of the database, so that there is something of everything to ask for. */
export async function makeWorld(db: Database, artifacts: Artifacts) {
  const people = await freshWorkspace(db);
  const { workspaceId } = people;
  const tag = workspaceId.slice(3);
  const by = people.designer.userId;
  const name = (kind: string) => `${kind}-${tag}`;
  const document = {
    apiVersion: "penstock/v1" as const,
    name: name("pipeline"),
    nodes: [{ id: "pause", kind: "control.wait", config: { for: "1s" } }],
    wires: [],
  };
  const pipelineId = newId("p");
  await db
    .insert(pipeline)
    .values({ id: pipelineId, workspaceId, name: document.name, createdBy: by });
  await db.insert(pipelineVersion).values({
    id: newId("pv"),
    pipelineId,
    number: 1,
    document,
    note: `First of ${tag}`,
    createdBy: by,
  });
  await db.insert(pipelineDraft).values({ pipelineId, userId: by, document, baseVersion: 1 });

  const { hash, bytes } = await artifacts.putText(`a,b\n1,${tag}\n`);
  await db.insert(artifact).values({ workspaceId, hash, type: "table", bytes, meta: {} });
  const datasetId = newId("d");
  await db.insert(dataset).values({ id: datasetId, workspaceId, name: name("data"), owner: by });
  await db.insert(datasetVersion).values({
    id: newId("dv"),
    datasetId,
    number: 1,
    hash,
    fileName: `${tag}.csv`,
    bytes,
    rows: 1,
    columns: [{ name: "a", type: "integer" }],
    createdBy: by,
  });

  const evidenceHash = hashOf();
  const open = await openedReview(db, people, {
    name: name("model"),
    evidence: [{ title: "Evaluation", type: "evaluation", hash: evidenceHash, meta: {} }],
  });
  const approved = await registeredVersion(db, artifacts, people, {
    name: name("approved"),
    fixture: "binary",
    approved: false,
  });
  await db.transaction(async (tx) => {
    // How a version comes to be approved is not what this is about.
    await tx.execute(sql`set local session_replication_role = replica`);
    await tx
      .update(modelVersion)
      .set({ status: "approved" })
      .where(eq(modelVersion.id, approved.id));
  });
  await deployVersion(db, people, name("endpoint"), approved.id);
  await db.insert(stepRun).values({
    runId: open.run.id,
    node: "pause",
    attempt: 1,
    kind: "control.wait",
    status: "done",
    queue: "control",
  });
  const delivery = newId("n");
  await db.insert(notification).values({
    id: delivery,
    workspaceId,
    runId: open.run.id,
    node: "tell",
    channel: "webhook",
    target: `http://${tag}.example.com`,
    subject: tag,
    body: tag,
    message: {
      channel: "webhook",
      to: { url: `http://${tag}.example.com` },
      contentType: "text/plain",
      body: tag,
      headers: [],
      signingSecret: null,
      timeoutMs: 1_000,
    },
  });
  const triggerId = newId("trg");
  await db.insert(trigger).values({
    id: triggerId,
    workspaceId,
    pipelineId,
    name: "hook",
    version: 1,
    type: "webhook",
    spec: { id: "hook", type: "webhook" },
    publishedBy: by,
  });
  await db.insert(secret).values({ workspaceId, name: name("secret"), ciphertext: "x", setBy: by });
  await db.insert(slotLimit).values({ workspaceId, key: `queue:${name("queue")}`, limit: 3 });
  const groupId = newId("grp");
  await db.insert(group).values({ id: groupId, workspaceId, name: name("group") });
  await db.insert(groupMember).values({ workspaceId, groupId, userId: people.reviewer.userId });
  const invitationId = newId("inv");
  await db.insert(invitation).values({
    id: invitationId,
    workspaceId,
    email: `${tag}@example.org`,
    role: "viewer",
    hash: createHash("sha256").update(tag).digest("hex"),
    invitedBy: people.admin.userId,
    expiresAt: new Date(Date.now() + 86_400_000),
  });
  const noticeId = newId("not");
  await db.insert(notice).values({
    id: noticeId,
    workspaceId,
    userId: by,
    kind: "review.waiting",
    key: noticeId,
    title: tag,
    link: "/reviews",
  });
  const thread = newId("cmt");
  await db.insert(reviewComment).values({
    id: thread,
    workspaceId,
    reviewId: open.review.reviewId,
    threadId: thread,
    anchor: "review",
    body: tag,
    author: by,
  });
  const [{ modelId }] = (await db
    .select({ modelId: modelVersion.modelId })
    .from(modelVersion)
    .where(eq(modelVersion.id, open.version.id))) as [{ modelId: string }];
  const assessment = newId("ra");
  await db.insert(riskAssessment).values({
    id: assessment,
    workspaceId,
    modelId,
    number: 1,
    questionnaire: 1,
    answers: Object.fromEntries(
      QUESTIONS.map(({ id, options }) => [
        id,
        { value: options[0]!.value, by: "person", derived: null, source: null, reason: null },
      ]),
    ),
    facts: {},
    factsHash: "0".repeat(64),
    tier: "high",
    author: by,
  });
  const override = newId("ro");
  await db.insert(riskOverride).values({
    id: override,
    workspaceId,
    assessmentId: assessment,
    tier: "low",
    reason: tag,
    requestedBy: by,
  });
  const key = newId("key");
  await db.insert(apiKey).values({
    id: key,
    workspaceId,
    userId: people.operator.userId,
    name: tag,
    scope: "api",
    prefix: "pk_",
    hash: `key of ${tag}`,
  });
  const sessionId = newId("ses");
  await db.insert(session).values({
    id: sessionId,
    token: tag,
    userId: by,
    expiresAt: new Date(Date.now() + 86_400_000),
  });
  const { id: otherRun } = await freshRun(db, { author: people.designer });
  const { id: finding } = await raise(contextOf(db, people.reviewer), {
    reviewId: open.review.reviewId,
    severity: "low",
    title: name("finding"),
    description: "",
    remedy: tag,
    dueAt: null,
  });
  const evidence = newId("evi");
  await db.insert(attachedEvidence).values({
    id: evidence,
    workspaceId,
    modelVersionId: approved.id,
    requirement: "evaluation",
    title: name("evidence"),
    note: tag,
    hash,
    fileName: `${tag}.csv`,
    attachedBy: by,
  });
  const waiverId = newId("wai");
  await db.insert(waiver).values({
    id: waiverId,
    workspaceId,
    modelVersionId: approved.id,
    scope: "parity",
    reason: tag,
    requestedBy: by,
    expiresAt: new Date(Date.now() + 86_400_000),
  });

  return {
    people,
    workspaceId,
    finding,
    evidence,
    evidenceHash,
    waiver: waiverId,
    /** In every name and text of this workspace: whoever reads it has seen something of it. */
    tag,
    document,
    hash,
    pipeline: document.name,
    dataset: name("data"),
    model: name("model"),
    approvedModel: name("approved"),
    endpoint: name("endpoint"),
    secret: name("secret"),
    queue: `queue:${name("queue")}`,
    run: open.run.id,
    version: open.version.id,
    approvedVersion: approved.id,
    review: open.review.reviewId,
    packHash: open.review.packHash,
    delivery,
    trigger: triggerId,
    group: groupId,
    invitation: invitationId,
    notice: noticeId,
    thread,
    override,
    key,
    session: sessionId,
    otherRun,
  };
}
