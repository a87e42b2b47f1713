import assert from "node:assert/strict";
import { before, test } from "node:test";
import { eq } from "drizzle-orm";
import { deployment, prediction } from "../../db/schema/deployments.ts";
import { run } from "../../db/schema/runs.ts";
import { notification } from "../../db/schema/notifications.ts";
import {
  deployVersion,
  registeredVersion,
  temporaryArtifacts,
} from "../../test/support/deployed-model.ts";
import { freshWorkspace } from "../../test/support/factories.ts";
import { startTestDatabase, type TestDatabase } from "../../test/support/postgres.ts";
import { approvedVersion, decideNow, freshRun, openedReview } from "../../test/support/registry.ts";
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

test("models say what was sent back, and what their approvals leave open", async () => {
  const { db } = database;
  const people = await freshWorkspace(db);
  const decide = async (rest: Parameters<typeof decideNow>[3]) => {
    const { review } = await openedReview(db, people, { name: "shown" });
    await decideNow(db, people.reviewer, review.reviewId, rest);
    return review.reviewId;
  };
  const dueAt = new Date(Date.now() + 86_400_000 * 7).toISOString();
  await decide({ conditions: [{ title: "Watch drift", dueAt }] });
  const key = await web.key(people.designer);
  assert.match(await shown(key, "models", "list"), /^shown +1 +approved with 1 condition +1$/m);
  const sentBack = await decide({ outcome: "changes-requested" });
  assert.match(
    await shown(key, "models", "list"),
    /^shown +2 +changes-requested +1 with 1 condition$/m,
  );
  const versions = await shown(key, "models", "show", "shown");
  assert.match(versions, /^2 +changes-requested .*\n1 +approved with 1 condition /m);
  assert.match(
    await shown(key, "models", "show", "shown@1"),
    /^state +approved with 1 condition$/m,
  );
  assert.match(await shown(key, "models", "show", "shown@2"), /^state +changes-requested$/m);
  const text = await shown(key, "reviews", "show", sentBack);
  assert.match(text, /^model +shown@2, changes-requested$/m);
});

test("a message is titled by its step and its pipeline, and one that was given up says so", async () => {
  const { db } = database;
  const people = await freshWorkspace(db);
  const { id: runId } = await freshRun(db, { author: people.designer });
  await db.update(run).set({ finishedAt: new Date() }).where(eq(run.id, runId));
  const id = newId("ntf");
  const at = new Date().toISOString();
  await db.insert(notification).values({
    id,
    workspaceId: people.designer.workspaceId,
    runId,
    node: "tell",
    channel: "webhook",
    target: "https://example.com/hook",
    subject: "run.failed",
    body: "It failed.",
    message: { channel: "webhook" } as never,
    status: "failed",
    attempts: [{ at, ms: 5, status: 404, response: "", error: "refused the message", by: null }],
  });
  const key = await web.key(people.designer);
  assert.match(
    await shown(key, "notifications", "list"),
    new RegExp(`^${id} +failed +tell, of test +webhook +https://example.com/hook +${runId}`, "m"),
  );
  const text = await shown(key, "notifications", "show", id);
  assert.match(text, /^tell, of test\nstate +failed\nabout +run\.failed\n/);
  assert.match(text, /^arrived +no, given up after 1 attempt\n\nIt failed\.\n/m);
});
