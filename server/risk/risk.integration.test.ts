import assert from "node:assert/strict";
import { before, test } from "node:test";
import { and, eq, sql } from "drizzle-orm";
import type { Database } from "../../db/client.ts";
import { audit } from "../../db/schema/audit.ts";
import { dataset, datasetVersion } from "../../db/schema/datasets.ts";
import { notice, riskAssessment, riskOverride } from "../../db/schema/governance.ts";
import { model, modelVersion } from "../../db/schema/models.ts";
import { contextOf } from "../../test/support/context.ts";
import { addPerson, freshWorkspace } from "../../test/support/factories.ts";
import { startTestDatabase } from "../../test/support/postgres.ts";
import { approvedVersion, freshRun, hashOf, registerVersion } from "../../test/support/registry.ts";
import type { ColumnProfile } from "../../workflows/core/contents/profile.ts";
import { QUESTIONS } from "../../workflows/core/risk/questionnaire.ts";
import { fromDatabase, PenstockError } from "../errors.ts";
import { deployByHand } from "../deployments/deploy-by-hand.ts";
import { readRecord } from "../documentation/record.ts";
import { newId } from "../ids.ts";
import { get as getReview } from "../reviews/get.ts";
import { openByHand } from "../reviews/open-by-hand.ts";
import { assess } from "./assess.ts";
import { get } from "./get.ts";
import { decideOverride, requestOverride } from "./overrides.ts";
import { tierOf } from "./tier-of.ts";

let db: Database;
before(async () => {
  ({ db } = await startTestDatabase());
});

type People = Awaited<ReturnType<typeof freshWorkspace>>;

const refused = (code: string, text: RegExp) => (error: unknown) => {
  const found = fromDatabase(error);
  assert.ok(found instanceof PenstockError, String(error));
  assert.equal(found.code, code);
  assert.match(found.message, text);
  return true;
};

/** What a person answers where the record is silent. */
const BY_HAND = Object.entries({
  automation: "overruled",
  audience: "staff",
  affected: "persons",
  amount: "some",
  reversibility: "effort",
  regulated: "none",
});
const byHand = Object.fromEntries(BY_HAND.map(([id, value]) => [id, { value }]));

const profileOf = (name: string, type: ColumnProfile["type"], values: string[]): ColumnProfile => ({
  name,
  type,
  nulls: 0,
  distinct: values.length,
  top: values.map((value) => ({ value, count: 1 })),
});

/** A model that learned from one registered dataset about persons. */
async function personalModel(people: People, name = "credit") {
  const hash = hashOf();
  const datasetId = newId("ds");
  await db.insert(dataset).values({
    id: datasetId,
    workspaceId: people.workspaceId,
    name: `${name}-data`,
    owner: people.designer.userId,
    classification: "confidential",
  });
  await db.insert(datasetVersion).values({
    id: newId("dsv"),
    datasetId,
    number: 1,
    hash,
    fileName: "data.csv",
    bytes: 10,
    rows: 5_000,
    columns: [
      { name: "age", type: "integer" },
      { name: "reach", type: "text" },
      { name: "amount", type: "number" },
    ],
    profile: {
      rows: 5_000,
      columns: [
        profileOf("age", "integer", []),
        profileOf("reach", "text", ["ada@example.org", "bob@example.org"]),
        profileOf("amount", "number", ["17.5", "20"]),
      ],
    },
    createdBy: people.designer.userId,
  });
  const run = await freshRun(db, { author: people.designer });
  const version = await registerVersion(db, run, { name });
  const lineage = {
    data: [{ node: "load", name: `${name}-data`, version: 1, hash, content: null, rows: 5_000 }],
  };
  await db.execute(
    sql`update model_version set lineage = lineage || ${JSON.stringify(lineage)}::jsonb where id = ${version.id}`,
  );
  const [row] = await db
    .select({ modelId: modelVersion.modelId })
    .from(modelVersion)
    .where(eq(modelVersion.id, version.id));
  return { name, datasetId, modelId: row!.modelId, versionId: version.id };
}

test("half of the questions are answered by the record, each saying from what", async () => {
  const people = await freshWorkspace(db);
  const { name } = await personalModel(people);
  const { tier, assessment, derived } = await get(contextOf(db, people.viewer), {
    name,
  });
  assert.equal(tier, "unassessed");
  assert.equal(assessment, null);
  assert.equal(Object.keys(derived).length, QUESTIONS.length / 2);
  assert.deepEqual(derived["personal"], {
    value: "personal",
    source: "Columns age (birth or age), reach (contact).",
  });
  assert.equal(derived["people"]!.value, "thousands");
  assert.match(derived["people"]!.source, /^5,000 rows of data about persons/);
  assert.equal(derived["classification"]!.value, "confidential");
  assert.equal(derived["attributes"]!.value, "protected");
  assert.match(derived["attributes"]!.source, /age .*sex/);
  assert.equal(derived["use"]!.value, "experiment");
  assert.equal(derived["dependents"]!.value, "nothing");
});

test("an assessment keeps who answered what, gives the matrix's tier and leaves an audit row", async () => {
  const people = await freshWorkspace(db);
  const { name, modelId } = await personalModel(people);
  const ctx = contextOf(db, people.designer);
  const { factsHash } = await get(ctx, { name });
  const made = await assess(ctx, { name, answers: byHand, factsHash });
  assert.deepEqual([made.number, made.tier], [1, "medium"]);
  const found = await get(ctx, { name });
  assert.equal(found.tier, "medium");
  assert.equal(found.answers!["personal"]!.by, "record");
  assert.equal(found.answers!["automation"]!.by, "person");
  assert.deepEqual(found.stale, []);
  assert.equal((await tierOf(db, modelId)).assessment!.number, 1);
  const rows = await db.select().from(audit).where(eq(audit.entityId, made.id));
  assert.deepEqual(
    rows.map(({ action, actorId }) => [action, actorId]),
    [["risk-assessment.create", people.designer.userId]],
  );
  await assert.rejects(
    db.update(riskAssessment).set({ tier: "low" }).where(eq(riskAssessment.id, made.id)),
    refused("conflict", /cannot be changed/),
  );
});

test("another answer than the record's takes a reason, and all that is missing is said at once", async () => {
  const people = await freshWorkspace(db);
  const { name } = await personalModel(people);
  const ctx = contextOf(db, people.designer);
  const { automation: _, ...rest } = byHand;
  await assert.rejects(
    assess(ctx, { name, answers: { ...rest, use: { value: "batch" }, colour: { value: "red" } } }),
    (error) => {
      refused(
        "bad-request",
        /no question 'colour'.*How is it used.*record's own answer.*Who decides\?' is not answered/s,
      )(error);
      return true;
    },
  );
  const reason = "Scored monthly by a script outside of this installation.";
  await assess(ctx, { name, answers: { ...byHand, use: { value: "batch", reason } } });
  const { answers } = await get(ctx, { name });
  assert.deepEqual(
    [answers!["use"]!.by, answers!["use"]!.derived, answers!["use"]!.reason],
    ["person", "experiment", reason],
  );
});

test("an assessment is stale once the facts have changed, and says which", async () => {
  const people = await freshWorkspace(db);
  const { name, modelId, datasetId } = await personalModel(people);
  const ctx = contextOf(db, people.designer);
  const { factsHash } = await get(ctx, { name });
  await assess(ctx, { name, answers: byHand });
  await db
    .update(dataset)
    .set({ classification: "restricted", personalData: true })
    .where(eq(dataset.id, datasetId));
  const { stale, tier } = await tierOf(db, modelId);
  assert.equal(tier, "medium");
  assert.deepEqual(
    stale.map(({ what }) => what),
    ["risk.classification", "risk.declaredPersonal"],
  );
  assert.equal(
    stale[0]!.sentence,
    "Since the risk was assessed, the strictest classification of its data went from 'confidential' to 'restricted'.",
  );
  await assert.rejects(
    assess(ctx, { name, answers: byHand, factsHash }),
    refused("conflict", /has changed while you answered/),
  );
  await assess(ctx, { name, answers: byHand });
  assert.deepEqual((await tierOf(db, modelId)).stale, []);
});

test("another tier holds once a second person agrees, and only until the next assessment", async () => {
  const people = await freshWorkspace(db);
  const { name, modelId, versionId } = await personalModel(people);
  const designer = contextOf(db, people.designer);
  const asked = { name, tier: "high", reason: "The regulator looks at this one closely." } as const;
  await assert.rejects(requestOverride(designer, asked), refused("conflict", /not assessed/));
  await assess(designer, { name, answers: byHand });
  await assert.rejects(
    requestOverride(designer, { ...asked, tier: "medium" }),
    refused("conflict", /already/),
  );
  const { id } = await requestOverride(designer, asked);
  await assert.rejects(requestOverride(designer, asked), refused("conflict", /asked for already/));
  assert.equal((await tierOf(db, modelId)).tier, "medium");
  const told = await db.select().from(notice).where(eq(notice.userId, people.reviewer.userId));
  assert.match(told[0]!.title, /asks for another risk tier of credit/);

  await decideOverride(contextOf(db, people.reviewer), { id, agreed: true, comment: "Agreed." });
  const { tier, override } = await tierOf(db, modelId);
  assert.equal(tier, "high");
  assert.deepEqual(override!.agreedBy, { id: people.reviewer.userId, name: people.reviewer.name });
  // Who decides reads both: the tier, and what it stands for.
  const { reviewId } = await openByHand(designer, { model: name, version: 1 });
  const { risk } = await getReview(designer, { id: reviewId });
  assert.deepEqual([risk!.tier, risk!.override], ["high", override]);
  assert.equal(override!.matrix, "medium");
  await assert.rejects(
    decideOverride(contextOf(db, people.reviewer), { id, agreed: false, comment: "" }),
    refused("conflict", /decided already/),
  );
  // The last one that was agreed on, for reviews as for the documentation.
  const later = await requestOverride(designer, { ...asked, tier: "low" });
  await decideOverride(contextOf(db, people.reviewer), { ...later, agreed: true, comment: "" });
  assert.equal((await tierOf(db, modelId)).tier, "low");
  const record = await readRecord(db, designer.artifacts, people.workspaceId, versionId);
  assert.deepEqual([record.risk!.tier, record.policy.tier], ["low", "low"]);
  assert.deepEqual(record.risk!.override, {
    matrix: "medium",
    reason: asked.reason,
    askedBy: people.designer.name,
    agreedBy: people.reviewer.name,
  });
  await assess(designer, { name, answers: byHand });
  assert.equal((await tierOf(db, modelId)).tier, "medium");
});

test("a request lapses with the next assessment: nobody agrees to it or refuses it any more, and it can be asked for anew", async () => {
  const people = await freshWorkspace(db);
  const { name, modelId } = await personalModel(people);
  const designer = contextOf(db, people.designer);
  const reviewer = contextOf(db, people.reviewer);
  const asked = { name, tier: "high" as const, reason: "Its decisions are hard to take back." };
  await assess(designer, { name, answers: byHand });
  const { id } = await requestOverride(designer, asked);
  await assess(designer, { name, answers: byHand });
  for (const agreed of [true, false])
    await assert.rejects(
      decideOverride(reviewer, { id, agreed, comment: "" }),
      refused("conflict", /^The risk of credit was assessed again since: ask anew/),
    );
  const { pending, history } = await get(reviewer, { name });
  assert.equal(pending, null);
  assert.deepEqual(
    history.map(({ overrides }) => overrides.map(({ state }) => state)),
    [[], ["lapsed"]],
  );
  const again = await requestOverride(designer, asked);
  assert.equal((await get(reviewer, { name })).history[0]!.overrides[0]!.state, "open");
  await decideOverride(reviewer, { ...again, agreed: true, comment: "" });
  assert.equal((await tierOf(db, modelId)).tier, "high");
  assert.equal((await get(reviewer, { name })).history[0]!.overrides[0]!.state, "agreed");
});

test("who asked does not agree, in the verb as in the database, and the attempt is written down", async () => {
  const people = await freshWorkspace(db);
  const { name } = await personalModel(people);
  const reviewer = contextOf(db, people.reviewer);
  await assess(reviewer, { name, answers: byHand });
  const { id } = await requestOverride(reviewer, {
    name,
    tier: "low",
    reason: "Nobody outside of the team sees it.",
  });
  await assert.rejects(
    decideOverride(reviewer, { id, agreed: true, comment: "" }),
    refused("forbidden", /^Four eyes/),
  );
  await assert.rejects(
    decideOverride(contextOf(db, people.operator), { id, agreed: true, comment: "" }),
    refused("forbidden", /reviews\.decide/),
  );
  const attempts = await db
    .select()
    .from(audit)
    .where(
      and(eq(audit.entityId, id), eq(audit.action, "risk-assessment.decide-override-refused")),
    );
  assert.deepEqual(
    attempts.map(({ actorId }) => actorId).sort(),
    [people.reviewer.userId, people.operator.userId].sort(),
  );
  const change = { decidedAt: new Date(), agreed: true };
  await assert.rejects(
    db
      .update(riskOverride)
      .set({ ...change, decidedBy: people.reviewer.userId })
      .where(eq(riskOverride.id, id)),
    refused("forbidden", /Four eyes/),
  );
  const second = await addPerson(db, people.workspaceId, "reviewer", ["model-risk"]);
  await decideOverride(contextOf(db, second), {
    id,
    agreed: false,
    comment: "It is customer data.",
  });
  assert.equal((await get(reviewer, { name })).tier, "medium");
  await assert.rejects(
    db.update(riskOverride).set({ agreed: true }).where(eq(riskOverride.id, id)),
    refused("conflict", /cannot be changed/),
  );
});

test("who made a version neither lowers the tier nor agrees to another, and is told who else can", async () => {
  const people = await freshWorkspace(db);
  const { name, modelId } = await personalModel({ ...people, designer: people.admin });
  const maker = contextOf(db, people.admin);
  const reviewer = contextOf(db, people.reviewer);
  const tier = async () => (await tierOf(db, modelId)).tier;
  const milder = { ...byHand, affected: { value: "nobody" }, amount: { value: "little" } };

  await assess(maker, { name, answers: byHand });
  const higher = await requestOverride(contextOf(db, people.designer), {
    name,
    tier: "high",
    reason: "Its decisions are hard to take back.",
  });
  for (const agreed of [true, false])
    await assert.rejects(
      decideOverride(maker, { ...higher, agreed, comment: "" }),
      refused("forbidden", /^Four eyes: you made a version of credit, so another reviewer/),
    );
  const { pending, tooLow } = await get(maker, { name });
  assert.deepEqual([tooLow, pending!.canDecide], [["unassessed", "low"], false]);
  assert.match(pending!.why!, /^You made a version of this model, so another reviewer/);
  await decideOverride(reviewer, { ...higher, agreed: true, comment: "" });

  // Neither with milder answers, nor with the same ones, under which the agreed tier would lapse.
  for (const answers of [milder, byHand])
    await assert.rejects(
      assess(maker, { name, answers }),
      refused(
        "forbidden",
        /lower its tier from high to \w+\. Let somebody assess it who made none/,
      ),
    );
  assert.equal(await tier(), "high");
  assert.deepEqual((await get(reviewer, { name })).tooLow, []);
  await assess(reviewer, { name, answers: byHand });
  assert.equal(await tier(), "medium");
  await assess(maker, { name, answers: byHand });
  assert.equal((await get(reviewer, { name })).assessment!.number, 3);
});

test("models of another workspace are not there, and a viewer assesses nothing", async () => {
  const people = await freshWorkspace(db);
  const elsewhere = await freshWorkspace(db);
  const { name } = await personalModel(people);
  await assert.rejects(
    get(contextOf(db, elsewhere.admin), { name }),
    refused("not-found", /no model 'credit'/),
  );
  await assert.rejects(
    assess(contextOf(db, elsewhere.designer), { name, answers: byHand }),
    refused("not-found", /no model/),
  );
  await assert.rejects(
    assess(contextOf(db, people.viewer), { name, answers: byHand }),
    refused("forbidden", /risk\.assess/),
  );
});

test("a model without a version has no facts, and no answers of its own", async () => {
  const people = await freshWorkspace(db);
  await db
    .insert(model)
    .values({ id: newId("model"), workspaceId: people.workspaceId, name: "empty" });
  const { derived } = await get(contextOf(db, people.viewer), { name: "empty" });
  assert.deepEqual(derived, {});
});

test("predictions of the last 30 days say how many people it concerns, and make the assessment stale", async () => {
  const people = await freshWorkspace(db);
  const { name, modelId } = await personalModel(people);
  const designer = contextOf(db, people.designer);
  const { version } = await approvedVersion(db, people, name);
  const more = { people: "hundreds", personal: "personal", classification: "internal" };
  await assess(designer, {
    name,
    answers: {
      ...byHand,
      ...Object.fromEntries(Object.entries(more).map(([id, value]) => [id, { value }])),
    },
  });
  const endpoint = `live-${people.workspaceId.replace("_", "-")}`;
  await deployByHand(contextOf(db, people.operator), {
    endpoint,
    model: name,
    version: version.version,
    reason: "Ready.",
  });
  await db.execute(sql`
    insert into prediction (id, deployment_id, model_version_id, rows, inputs, outputs, latency_ms, at)
    select 'pred_' || n || ${people.workspaceId}, d.id, ${version.id}, 1, '{}', '{}', 1, now() - interval '40 days' * (n % 4 = 0)::int
    from generate_series(1, 400) n, deployment d where d.name = ${endpoint}
  `);
  const { derived } = await get(designer, { name });
  assert.equal(derived["use"]!.value, "live");
  assert.match(derived["people"]!.source, /^About 3,650 predictions a year/);
  assert.deepEqual(
    (await tierOf(db, modelId)).stale.map(({ what }) => what),
    ["risk.endpoints", "risk.dailyBand"],
  );
});
