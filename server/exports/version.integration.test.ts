import assert from "node:assert/strict";
import { createPublicKey, verify } from "node:crypto";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { after, before, test } from "node:test";
import { Ajv } from "ajv";
import addFormats from "ajv-formats";
import type { Database } from "../../db/client.ts";
import { waiver } from "../../db/schema/governance.ts";
import { contextOf } from "../../test/support/context.ts";
import { freshWorkspace } from "../../test/support/factories.ts";
import { startTestDatabase } from "../../test/support/postgres.ts";
import { openedReview } from "../../test/support/registry.ts";
import { canonicalJson } from "../../workflows/core/json.ts";
import { Artifacts } from "../artifacts.ts";
import type { Ctx } from "../context.ts";
import { raise } from "../findings/raise.ts";
import { newId } from "../ids.ts";
import { publicKeyPem } from "../signing.ts";
import { bom } from "./ml-bom.ts";
import { modelCard, modelCardText } from "./model-card.ts";
import { namedVersion } from "./schemas.ts";
import { recordedVersion } from "./version.fixture.ts";

process.env["PENSTOCK_SECRET"] ??= "a secret of this installation, long enough";

const NAMED = { name: "credit-risk", number: 1 };

let home: string;
let db: Database;
let people: Awaited<ReturnType<typeof freshWorkspace>>;
let ctx: Ctx;
let outsider: Ctx;

before(async () => {
  const database = await startTestDatabase();
  ({ db } = database);
  home = await mkdtemp(path.join(tmpdir(), "penstock-version-"));
  const artifacts = new Artifacts(home);
  people = await freshWorkspace(db);
  await recordedVersion(db, artifacts, people.designer);
  // As the web application is connected: behind the wall between workspaces.
  ctx = contextOf((await database.as(people.workspaceId)).db, people.viewer, artifacts);
  outsider = contextOf(db, (await freshWorkspace(db)).admin, artifacts);
});
after(() => rm(home, { recursive: true, force: true }));

test("a bill of materials holds to the published schema of CycloneDX 1.6", async () => {
  const made = await bom(ctx, NAMED);
  const validate = await cycloneDx();
  assert.ok(validate(made), JSON.stringify(validate.errors, null, 1));
  assert.ok(
    !validate({ ...made, components: [{ type: "model" }] }),
    "the schema refuses what is wrong",
  );
});

test("a bill of materials names the model, its figures, its data and every package of its environment", async () => {
  const made = await bom(ctx, NAMED);
  const { component } = made["metadata"] as unknown as { component: Component };
  assert.equal(component.type, "machine-learning-model");
  assert.deepEqual(component.modelCard!.quantitativeAnalysis.performanceMetrics[0], {
    type: "roc_auc",
    value: "0.81",
    confidenceInterval: { lowerBound: "0.74", upperBound: "0.87" },
  });
  assert.ok(
    component.modelCard!.quantitativeAnalysis.performanceMetrics.some(
      ({ slice, value }) => slice === "sex = male (100 rows)" && value === "0.82",
    ),
  );
  const components = made["components"] as unknown as Component[];
  const data = components.find(({ type }) => type === "data")!;
  assert.match(data.hashes![0]!.content, /^[0-9a-f]{64}$/);
  assert.equal(data.data![0]!.classification, "confidential");
  const packages = components.filter(({ type }) => type === "library");
  assert.ok(packages.length > 10);
  assert.ok(packages.every(({ purl }) => purl!.startsWith("pkg:pypi/")));
});

test("a bill of materials is signed as JSF says", async () => {
  const made = await bom(ctx, NAMED);
  const { value, ...signer } = made["signature"] as { value: string };
  const check = (bill: object) =>
    verify(
      null,
      Buffer.from(canonicalJson({ ...bill, signature: signer })),
      createPublicKey(publicKeyPem()),
      Buffer.from(value, "base64url"),
    );
  assert.ok(check(made));
  assert.ok(!check({ ...made, version: 2 }));
});

test("a model card says in Markdown what the record says, whatever stands in a cell", async () => {
  const text = await modelCardText(ctx, NAMED);
  assert.match(text, /^# credit-risk version 1$/m);
  assert.match(text, /^\| ROC AUC \| 0\.81 \| 0\.74 to 0\.87 \|$/m);
  assert.match(text, /^\| sex = male \| 100 \| 0\.82 /m);
  assert.match(text, /applicants/);
  assert.match(text, /sex\\\|kind/);
  assert.match(text, /Nobody has decided on it\./);
  const blocks = await modelCard(ctx, NAMED);
  assert.deepEqual(blocks[0], { type: "heading", level: 1, text: "credit-risk version 1" });
});

test("what a waiver is for is said as people know it: a finding by its number and title, a requirement by its id", async () => {
  const name = "thin-slices";
  const { version, review } = await openedReview(db, people, { name });
  const { designer, reviewer } = people;
  const { id } = await raise(contextOf(db, reviewer), {
    reviewId: review.reviewId,
    severity: "low",
    title: "Thin slices",
    description: "",
    remedy: "More data",
    dueAt: null,
    owner: designer.userId,
  });
  for (const scope of [`finding:${id}`, "parity"])
    await db.insert(waiver).values({
      id: newId("wai"),
      workspaceId: people.workspaceId,
      modelVersionId: version.id,
      scope,
      reason: "Small",
      requestedBy: designer.userId,
      approvedBy: reviewer.userId,
      approvedAt: new Date(),
      expiresAt: new Date(Date.now() + 86_400_000),
    });
  const text = await modelCardText(ctx, { name, number: 1 });
  assert.match(text, /F1 \(Thin slices\) until \d{4}-/);
  assert.match(text, /parity until \d{4}-/);
});

test("another workspace's version is not found", async () => {
  await assert.rejects(bom(outsider, NAMED), { code: "not-found" });
  await assert.rejects(modelCard(outsider, NAMED), { code: "not-found" });
});

interface Component {
  type: string;
  purl?: string;
  hashes?: { content: string }[];
  data?: { classification: string }[];
  modelCard?: {
    quantitativeAnalysis: {
      performanceMetrics: {
        type: string;
        value: string;
        slice?: string;
        confidenceInterval?: object;
      }[];
    };
  };
}

async function cycloneDx() {
  const library = import.meta.resolve("@cyclonedx/cyclonedx-library/package.json");
  const read = async (name: string) =>
    JSON.parse(
      await readFile(new URL(`res/schema/${name}.SNAPSHOT.schema.json`, library), "utf8"),
    ) as object;
  const ajv = new Ajv({ strict: false, formats: { "iri-reference": true, "idn-email": true } });
  for (const name of ["spdx", "jsf-0.82"])
    ajv.addSchema(await read(name), `http://cyclonedx.org/schema/${name}.SNAPSHOT.schema.json`);
  addFormats.default(ajv);
  return ajv.compile(await read("bom-1.6"));
}

test("an address that can name no version says so, also with a number larger than any", () => {
  assert.deepEqual(namedVersion({ name: "credit-risk", version: "3" }).number, 3);
  for (const version of ["99999999999", "1e400", "0", "-1", "1.5", "x", ""])
    assert.throws(() => namedVersion({ name: "credit-risk", version }), {
      code: "not-found",
      message: "There is no such model version.",
    });
});
