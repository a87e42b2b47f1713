import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { pino } from "pino";
import {
  deployVersion,
  registeredVersion,
  temporaryArtifacts,
} from "../../test/support/deployed-model.ts";
import { freshWorkspace } from "../../test/support/factories.ts";
import { startTestDatabase, type TestDatabase } from "../../test/support/postgres.ts";
import { contextOf } from "../../test/support/context.ts";
import { PenstockError } from "../errors.ts";
import { createServing, type Serving } from "../serving/create-serving.ts";
import { tryIt } from "./predict.ts";

const secret = "s".repeat(32);
const inputs = { age: 70, income: "60.5", colour: "red", member: true };

let database: TestDatabase;
let people: Awaited<ReturnType<typeof freshWorkspace>>;
let serving: Serving;
before(async () => {
  database = await startTestDatabase();
  const { artifacts } = await temporaryArtifacts();
  people = await freshWorkspace(database.db);
  const { id } = await registeredVersion(database.db, artifacts, people, {
    name: "credit",
    fixture: "binary",
  });
  await deployVersion(database.db, people, "credit", id);
  serving = await createServing({
    ...database,
    artifacts,
    log: pino({ level: "silent" }),
    host: "127.0.0.1",
    port: 0,
    openToLocal: false,
    secret,
  });
  process.env["PENSTOCK_SERVING_URL"] = serving.url;
  process.env["PENSTOCK_SECRET"] = secret;
});
after(() => serving?.close());

const refused = (code: string, text: RegExp) => (error: unknown) =>
  error instanceof PenstockError && error.code === code && text.test(error.message);

test("whoever is signed in gets a prediction without a key, while others need one", async () => {
  const answer = await tryIt(contextOf(database.db, people.viewer), { name: "credit", inputs });
  assert.deepEqual(answer.outputs[0]!.data, ["bad"]);
  assert.equal(answer.version, "1");
  assert.ok(answer.id);
  const bare = await fetch(`${serving.url}/v2/models/credit/infer`, {
    method: "POST",
    headers: { "content-type": "application/json", authorization: "Bearer pi_a.9999999999999.b" },
    body: JSON.stringify(answer.request),
  });
  assert.equal(bare.status, 401);
});

test("a value of the wrong kind is refused with the input's name", async () => {
  const ctx = contextOf(database.db, people.viewer);
  await assert.rejects(
    tryIt(ctx, { name: "credit", inputs: { ...inputs, income: "much" } }),
    refused("bad-request", /'income' must be a number, not 'much'/),
  );
  await assert.rejects(
    tryIt(ctx, { name: "credit", inputs: { ...inputs, member: "perhaps" } }),
    refused("bad-request", /'member' must be true or false/),
  );
});

test("another workspace's endpoint is not there, and a serving process that is away is a sentence", async () => {
  const elsewhere = await freshWorkspace(database.db);
  await assert.rejects(
    tryIt(contextOf(database.db, elsewhere.admin), { name: "credit", inputs }),
    refused("not-found", /There is no endpoint 'credit'/),
  );
  process.env["PENSTOCK_SERVING_URL"] = "http://127.0.0.1:9";
  await assert.rejects(
    tryIt(contextOf(database.db, people.viewer), { name: "credit", inputs }),
    refused("unavailable", /cannot be reached/),
  );
});
