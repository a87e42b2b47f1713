import assert from "node:assert/strict";
import { before, test } from "node:test";
import { eq } from "drizzle-orm";
import { deployment, prediction } from "../../db/schema/deployments.ts";
import {
  deployVersion,
  registeredVersion,
  temporaryArtifacts,
} from "../../test/support/deployed-model.ts";
import { freshWorkspace } from "../../test/support/factories.ts";
import { startTestDatabase, type TestDatabase } from "../../test/support/postgres.ts";
import { approvedVersion } from "../../test/support/registry.ts";
import { startWeb } from "../../test/support/web.ts";
import { newId } from "../ids.ts";

let database: TestDatabase;
let web: Awaited<ReturnType<typeof startWeb>>;
before(async () => {
  database = await startTestDatabase();
  web = await startWeb(database);
});

/** What the command prints for people; it holds no JSON. */
async function shown(key: string, ...args: string[]): Promise<string> {
  const { code, stdout, stderr } = await web.command(key, ...args);
  assert.equal(code, 0, stderr);
  assert.doesNotMatch(stdout, /[{}"]/);
  return stdout;
}

test("an endpoint is shown by its facts, without what was predicted of whom", async () => {
  const { db } = database;
  const people = await freshWorkspace(db);
  const { artifacts } = await temporaryArtifacts();
  const named = { name: "shown", fixture: "binary" } as const;
  const version = await registeredVersion(db, artifacts, people, named);
  await deployVersion(db, people, "shown-endpoint", version.id);
  const [endpoint] = await db
    .select()
    .from(deployment)
    .where(eq(deployment.name, "shown-endpoint"));
  const id = newId("pred");
  await db.insert(prediction).values({
    id,
    deploymentId: endpoint!.id,
    modelVersionId: version.id,
    rows: 1,
    inputs: { income: [987_654] },
    outputs: { probability: [0.123_987] },
    latencyMs: 2.345,
    at: new Date(),
  });
  const key = await web.key(people.designer);
  const text = await shown(key, "deployments", "show", "shown-endpoint");
  assert.match(text, /^state +offline$/m);
  assert.match(text, /^model +shown@1, approved$/m);
  assert.match(text, /^last 24 hours +1 predictions of 1 rows, half of them within 2\.3 ms/m);
  assert.match(text, new RegExp(`^${id} .* 1 +1 +2\\.3$`, "m"));
  assert.doesNotMatch(text, /987|income|probability/);
  const { stdout } = await web.command(key, "deployments", "show", "shown-endpoint", "--json");
  assert.match(stdout, /987654/);
});

test("a version and its review are shown by their facts", async () => {
  const { db } = database;
  const people = await freshWorkspace(db);
  const { review } = await approvedVersion(db, people, "reviewed");
  const key = await web.key(people.designer);
  const version = await shown(key, "models", "show", "reviewed@1");
  assert.match(version, /^state +approved$/m);
  assert.match(version, new RegExp(`^makers +${people.designer.name}$`, "m"));
  assert.match(
    version,
    new RegExp(`^${review.reviewId} .*approved.* ${people.reviewer.name} +Looks right\\.$`, "m"),
  );
  const text = await shown(key, "reviews", "show", review.reviewId);
  assert.match(text, /^state +approved, round 1$/m);
  assert.match(text, /^model +reviewed@1, approved$/m);
  assert.match(text, /^REQUIREMENT +STATE/m);
  assert.match(text, new RegExp(`approved +${people.reviewer.name} +Looks right\\.$`, "m"));
});
