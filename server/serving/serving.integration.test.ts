import assert from "node:assert/strict";
import { copyFile, mkdir } from "node:fs/promises";
import { get } from "node:http";
import path from "node:path";
import { after, before, describe, test } from "node:test";
import { eq, sql } from "drizzle-orm";
import { pino } from "pino";
import { connect } from "../../db/client.ts";
import { deployment, prediction, servingState } from "../../db/schema/deployments.ts";
import { modelVersion } from "../../db/schema/models.ts";
import {
  decidedVersion,
  deployVersion,
  inferenceKey,
  registeredVersion,
  temporaryArtifacts,
} from "../../test/support/deployed-model.ts";
import { freshWorkspace } from "../../test/support/factories.ts";
import { startTestDatabase, type TestDatabase } from "../../test/support/postgres.ts";
import type { Artifacts } from "../artifacts.ts";
import type { Right } from "../rights.ts";
import { createServing, type Serving } from "./create-serving.ts";
import { until } from "../../test/support/until.ts";

const ROW = {
  inputs: [
    { name: "age", shape: [1, 1], datatype: "INT64", data: [70] },
    { name: "income", shape: [1, 1], datatype: "FP64", data: [60.5] },
    { name: "colour", shape: [1, 1], datatype: "BYTES", data: ["red"] },
    { name: "member", shape: [1, 1], datatype: "BOOL", data: [true] },
  ],
};
const SLOW = { inputs: [{ name: "x", shape: [1, 1], datatype: "FP32", data: [0.5] }] };

interface Answer {
  model_name: string;
  model_version: string;
  id: string;
  parameters?: { prediction_id: string };
  outputs: { name: string; datatype: string; shape: number[]; data: (number | string)[] }[];
  error: string;
}

let database: TestDatabase;
let artifacts: Artifacts;
let people: Awaited<ReturnType<typeof freshWorkspace>>;
let serving: Serving;
const log = pino({ level: "silent" });

const start = (options: { openToLocal?: boolean; servingId?: string } = {}) =>
  createServing({
    db: database.db,
    sql: database.sql,
    artifacts,
    log,
    host: "127.0.0.1",
    port: 0,
    openToLocal: true,
    ...options,
  });

async function post(url: string, body: unknown, headers: Record<string, string> = {}) {
  const response = await fetch(url, {
    method: "POST",
    headers: { "content-type": "application/json", ...headers },
    body: typeof body === "string" ? body : JSON.stringify(body),
  });
  return { status: response.status, body: (await response.json()) as Answer };
}
const infer = (name: string, body: unknown, headers?: Record<string, string>) =>
  post(`${serving.url}/v2/models/${name}/infer`, body, headers);

const version = (name: string, fixture: "binary" | "binary-trees" | "slow" | "three-classes") =>
  registeredVersion(database.db, artifacts, people, { name, fixture });
const deploy = (name: string, id: string) => deployVersion(database.db, people, name, id);
/** The version that answers now. */
const answering = async (name: string) => (await infer(name, ROW)).body.model_version;

before(async () => {
  database = await startTestDatabase();
  ({ artifacts } = await temporaryArtifacts());
  people = await freshWorkspace(database.db);
  await deploy("credit", (await version("credit", "binary")).id);
  await deploy("slow", (await version("slow", "slow")).id);
  serving = await start({ servingId: "main" });
});
after(() => serving?.close());

describe("the protocol", () => {
  test("a prediction has the model's label and probabilities, and an id", async () => {
    const { status, body } = await infer("credit", ROW);
    assert.equal(status, 200, JSON.stringify(body));
    assert.equal(body.model_name, "credit");
    assert.equal(body.model_version, "1");
    assert.match(body.id, /^[0-9a-f-]{36}$/);
    const [label, probabilities] = body.outputs;
    assert.deepEqual(label, { name: "label", datatype: "BYTES", shape: [1], data: ["bad"] });
    assert.deepEqual(probabilities!.shape, [1, 2]);
    const [bad, good] = probabilities!.data as [number, number];
    assert.ok(bad > 0.5 && Math.abs(bad + good - 1) < 1e-5);
  });

  test("the client's id is kept, ours is beside it, and the prediction is logged with what was sent", async () => {
    const { body } = await infer("credit", { ...ROW, id: "mine", outputs: [{ name: "label" }] });
    assert.equal(body.id, "mine");
    assert.equal(body.outputs.length, 1);
    const logged = await until("the logged prediction", async () => {
      const { prediction_id: id } = body.parameters!;
      return (await database.db.select().from(prediction).where(eq(prediction.id, id)))[0];
    });
    assert.deepEqual(logged.inputs, { age: [70], income: [60.5], colour: ["red"], member: [true] });
    assert.deepEqual(logged.outputs, { label: ["bad"] });
    assert.equal(logged.rows, 1);
    assert.ok(logged.latencyMs > 0);
  });

  test("text that Postgres cannot store is answered, and logged without it", async () => {
    const inputs = ROW.inputs.map((input) =>
      input.name === "colour" ? { ...input, data: ["a\u0000b\ud800"] } : input,
    );
    const { status, body } = await infer("credit", { inputs });
    assert.equal(status, 200);
    const logged = await until("the logged prediction", async () => {
      return (await database.db.select().from(prediction).where(eq(prediction.id, body.id)))[0];
    });
    assert.deepEqual((logged.inputs as { colour: string[] }).colour, ["a\ufffdb\ufffd"]);
  });

  test("health, server, metadata and readiness answer as the protocol says", async () => {
    const get = async (path: string) => (await fetch(`${serving.url}${path}`)).json();
    assert.deepEqual(await get("/v2/health/live"), { live: true });
    assert.deepEqual(await get("/v2/health/ready"), { ready: true });
    assert.equal(((await get("/v2")) as { name: string }).name, "penstock");
    assert.deepEqual(await get("/v2/models/credit/ready"), { name: "credit", ready: true });
    const metadata = (await get("/v2/models/credit/versions/1")) as Record<string, unknown>;
    assert.equal(metadata["platform"], "onnxruntime_onnx");
    assert.deepEqual(metadata["versions"], ["1"]);
    assert.deepEqual((metadata["inputs"] as unknown[])[0], {
      name: "age",
      datatype: "FP32",
      shape: [-1, 1],
    });
    const text = await (await fetch(`${serving.url}/metrics`)).text();
    assert.match(text, /penstock_serving_requests_total\{model="credit",status="200"\} \d+/);
  });

  test("many rows give as many answers, whole numbers as labels come as numbers", async () => {
    await deploy("grades", (await version("grades", "three-classes")).id);
    await until("the new endpoint", async () => (await infer("grades", ROW)).status === 200);
    const rows = 3000;
    const inputs = ROW.inputs.map((input) => ({
      ...input,
      shape: [rows, 1],
      data: Array.from({ length: rows }, () => input.data[0]),
    }));
    const { status, body } = await infer("grades", { inputs });
    assert.equal(status, 200);
    assert.deepEqual(body.outputs[0]!.shape, [rows]);
    assert.equal(body.outputs[0]!.datatype, "INT64");
    assert.deepEqual(new Set(body.outputs[0]!.data), new Set([2]));
    assert.deepEqual(body.outputs[1]!.shape, [rows, 3]);
    assert.equal(body.outputs[1]!.data.length, rows * 3);
  });
});

describe("bad requests get a sentence in the protocol's error shape", () => {
  const REFUSED: [string, string, unknown, number, RegExp][] = [
    ["a missing column", "credit", { inputs: ROW.inputs.slice(1) }, 400, /'age' is missing/],
    [
      "a wrong type",
      "credit",
      { inputs: [{ ...ROW.inputs[0], datatype: "BYTES", data: ["x"] }, ...ROW.inputs.slice(1)] },
      400,
      /'age' has the datatype BYTES/,
    ],
    [
      "a wrong shape",
      "credit",
      { inputs: [{ ...ROW.inputs[0], shape: [2, 2] }, ...ROW.inputs.slice(1)] },
      400,
      /'age' has the shape \[2,2\], but the model expects \[rows, 1\]/,
    ],
    ["broken JSON", "credit", "{", 400, /cannot be read as JSON/],
    ["a model that is not there", "nothing", ROW, 404, /No model 'nothing' is deployed here/],
    ["a version that is not there", "credit/versions/9", ROW, 404, /no version '9'.*it has: 1/],
    ["too large a body", "credit", `"${"x".repeat(17 * 2 ** 20)}"`, 413, /larger than 16 MB/],
  ];
  for (const [what, name, body, status, message] of REFUSED)
    test(what, async () => {
      const answer = await infer(name, body);
      assert.equal(answer.status, status);
      assert.deepEqual(Object.keys(answer.body), ["error"]);
      assert.match(answer.body.error, message);
    });
});

describe("keys", () => {
  test("a wrong, revoked or expired key is refused even where none is needed", async () => {
    const { db } = database;
    const keys = [
      "pk_wrong",
      await inferenceKey(db, people, { revokedAt: new Date() }),
      await inferenceKey(db, people, { expiresAt: new Date(Date.now() - 1000) }),
    ];
    for (const key of keys) {
      const { status, body } = await infer("credit", ROW, { authorization: `Bearer ${key}` });
      assert.equal(status, 401);
      assert.match(body.error, /API key is not known/);
    }
  });

  test("an API key that is held to some rights gets predictions where it may read the workspace", async () => {
    const { db } = database;
    const ask = async (rights: Right[]) =>
      infer("credit", ROW, {
        "x-api-key": await inferenceKey(db, people, { scope: "api", rights }),
      });
    const refused = await ask(["audit.read"]);
    assert.equal(refused.status, 403);
    assert.match(refused.body.error, /without 'workspace\.read'.*use an inference key/);
    assert.equal((await ask(["audit.read", "workspace.read"])).status, 200);
  });

  test("without a key it answers under this machine's own names alone, with one under any", async () => {
    const key = await inferenceKey(database.db, people);
    const ask = (headers: Record<string, string>) =>
      new Promise<number | undefined>((resolve, reject) => {
        const url = `${serving.url}/v2/models/credit`;
        const got = get(url, { headers, agent: false }, (response) => {
          response.resume();
          resolve(response.statusCode);
        });
        got.once("error", reject);
      });
    for (const host of ["localhost", "127.0.0.1:8600"]) assert.equal(await ask({ host }), 200);
    assert.equal(await ask({ host: "evil.example" }), 401);
    assert.equal(await ask({ host: "localhost", "x-forwarded-host": "evil.example" }), 401);
    assert.equal(await ask({ host: "localhost", "x-forwarded-for": "203.0.113.9" }), 401);
    assert.equal(await ask({ host: "models.bank.example", "x-api-key": key }), 200);
  });

  test("where a key is needed none is refused, a good one answers, another workspace's sees nothing", async () => {
    const closed = await start({ openToLocal: false, servingId: "closed" });
    try {
      const url = `${closed.url}/v2/models/credit/infer`;
      const none = await post(url, ROW);
      assert.equal(none.status, 401);
      assert.match(none.body.error, /An API key is required/);
      // Nothing is read of a request that is not admitted: neither its kind nor its body.
      assert.equal((await post(url, "{")).status, 401);
      assert.equal((await post(url, "<a/>", { "content-type": "text/xml" })).status, 401);
      const key = await inferenceKey(database.db, people);
      assert.equal((await post(url, ROW, { "x-api-key": key })).status, 200);
      assert.equal((await post(url, ROW, { authorization: `Bearer ${key}` })).status, 200);
      const others = await inferenceKey(database.db, await freshWorkspace(database.db));
      assert.equal((await post(url, ROW, { "x-api-key": others })).status, 404);
      assert.equal((await post(url, "{", { "x-api-key": others })).status, 404);
      const nowhere = await post(`${closed.url}/v2/nothing`, "{");
      assert.deepEqual(nowhere, {
        status: 404,
        body: { error: "There is nothing at POST /v2/nothing." },
      });
      assert.equal((await fetch(`${closed.url}/v2/health/live`)).status, 200);
    } finally {
      await closed.close();
    }
  });
});

describe("changes of a deployment", () => {
  test("a hot swap under load drops no request, and each answer names its version", async () => {
    await deploy("busy", (await version("busy", "binary")).id);
    await until("the endpoint", async () => (await infer("busy", ROW)).status === 200);
    const second = await version("busy", "binary-trees");
    const seen: string[] = [];
    const failures: string[] = [];
    const load = { ended: false };
    const clients = Array.from({ length: 8 }, async () => {
      while (!load.ended) {
        const { status, body } = await infer("busy", ROW);
        if (status === 200) seen.push(body.model_version);
        else failures.push(body.error);
      }
    });
    const before_ = seen.length;
    await deploy("busy", second.id);
    await until("version 2 under load", async () => seen.includes("2"));
    const at = seen.length;
    await until("more answers", async () => seen.length > at + 200);
    load.ended = true;
    await Promise.all(clients);
    assert.deepEqual(failures, []);
    assert.ok(seen.length > before_ + 200);
    assert.ok(seen.includes("1") && seen.at(-1) === "2");
  });

  test("an earlier version is still served by its number; a roll-back takes over", async () => {
    const first = await infer("busy/versions/1", ROW);
    assert.equal(first.body.model_version, "1");
    const [row] = await database.db
      .select({ id: modelVersion.id })
      .from(modelVersion)
      .innerJoin(prediction, eq(prediction.modelVersionId, modelVersion.id))
      .where(eq(prediction.id, first.body.id))
      .catch(() => []);
    const id =
      row?.id ??
      (await until("the logged prediction", async () => {
        const [found] = await database.db
          .select({ id: prediction.modelVersionId })
          .from(prediction)
          .where(eq(prediction.id, first.body.id));
        return found?.id;
      }));
    await deploy("busy", id);
    await until("the roll-back", async () => (await answering("busy")) === "1");
  });

  test("a version that cannot be loaded leaves the old one serving, and the failure is on record", async () => {
    const [gone, swapped] = ["ab".repeat(32), "cd".repeat(32)] as const;
    await mkdir(path.dirname(artifacts.path(swapped)), { recursive: true });
    await copyFile(
      new URL("../../test/support/fixtures/binary-trees/model.onnx", import.meta.url),
      artifacts.path(swapped),
    );
    for (const [hash, why] of [
      [gone, /is not in the artifact store/],
      [swapped, /The content of cdcd.* is not what was recorded/],
    ] as const) {
      const broken = await registeredVersion(database.db, artifacts, people, {
        name: "credit",
        fixture: "binary",
        hash,
      });
      const revision = await deploy("credit", broken.id);
      const state = await until("the failure", async () => {
        const rows = await database.db
          .select()
          .from(servingState)
          .where(eq(servingState.servingId, "main"));
        return rows.find((row) => row.status === "failed" && row.revision === revision);
      });
      assert.match(state.message!, why);
      assert.equal(await answering("credit"), "1");
    }
    const good = await version("credit", "binary-trees");
    await deploy("credit", good.id);
    await until(
      "the next revision",
      async () => (await answering("credit")) === String(good.number),
    );
  });

  test("what Postgres did not take of an endpoint's state is written at a later reading", async () => {
    await database.sql.unsafe(`
      create function refuse_state() returns trigger language plpgsql as $$ begin raise exception 'Not now.'; end $$;
      create trigger refuse_state before insert on serving_state
        for each row when (new.serving_id = 'unheard') execute function refuse_state()`);
    const unheard = await start({ servingId: "unheard" });
    try {
      const states = () =>
        database.db
          .select({ name: deployment.name, status: servingState.status })
          .from(servingState)
          .innerJoin(deployment, eq(deployment.id, servingState.deploymentId))
          .where(eq(servingState.servingId, "unheard"));
      assert.deepEqual(await states(), []);
      await database.sql.unsafe("drop trigger refuse_state on serving_state");
      await until("the states", async () =>
        (await states()).some(({ name, status }) => name === "slow" && status === "ready"),
      );
    } finally {
      await unheard.close();
    }
  });

  test("a version that went out before its approval is served no more once it is rejected", async () => {
    const early = await registeredVersion(database.db, artifacts, people, {
      name: "early",
      fixture: "binary",
      approved: false,
    });
    await database.db.transaction(async (tx) => {
      // How a policy comes to let it out is not what this is about.
      await tx.execute(sql`set local session_replication_role = replica`);
      await tx
        .update(modelVersion)
        .set({ unapproved: "warn" })
        .where(eq(modelVersion.id, early.id));
    });
    await deploy("early", early.id);
    await until("the endpoint", async () => (await infer("early", ROW)).status === 200);
    await decidedVersion(database.db, people, early, "rejected");
    const refused = await until("the refusal", async () => {
      const answer = await infer("early", ROW);
      return answer.status === 503 && answer;
    });
    assert.match(refused.body.error, /Model 'early' cannot be served/);
  });
});

test("health answers at once while a slow model runs", async () => {
  const began = performance.now();
  const slow = [infer("slow", SLOW), infer("slow", SLOW), infer("slow", SLOW)];
  const slowOnes = { done: false };
  const all = Promise.all(slow).then((answers) => {
    slowOnes.done = true;
    return answers;
  });
  const times: number[] = [];
  while (!slowOnes.done) {
    const started = performance.now();
    await fetch(`${serving.url}/v2/health/live`).then((response) => response.text());
    times.push(performance.now() - started);
  }
  const whole = performance.now() - began;
  for (const { status, body } of await all) {
    assert.equal(status, 200);
    assert.deepEqual(body.outputs[0]!.data, [0.5]);
  }
  times.sort((a, b) => a - b);
  assert.ok(times.length >= 5, `${times.length} health checks`);
  // If a check waited for a prediction, it would take a third of it all.
  const median = times[Math.floor(times.length / 2)]!;
  assert.ok(median < whole / 6, `median ${median} ms of ${whole} ms`);
});

test("closing answers what is under way, writes the log and removes the state", async () => {
  const own = connect(database.url, { max: 2 });
  const short = await createServing({
    ...own,
    artifacts,
    log,
    host: "127.0.0.1",
    port: 0,
    openToLocal: true,
    servingId: "short",
  });
  // So many rows that it is still at work when that is looked for.
  const rows = Array.from({ length: 8 }, () => 0.5);
  const many = { inputs: [{ ...SLOW.inputs[0], shape: [rows.length, 1], data: rows }] };
  const asked = post(`${short.url}/v2/models/slow/infer`, many);
  await until("the request", async () => {
    const text = await (await fetch(`${short.url}/metrics`)).text();
    return text.includes("penstock_serving_requests_under_way 1");
  });
  const began = performance.now();
  await short.close();
  assert.ok(performance.now() - began < 30_000, "It waited for connections that nobody uses.");
  const { status, body } = await asked;
  assert.equal(status, 200);
  const logged = await own.db.select().from(prediction).where(eq(prediction.id, body.id));
  assert.equal(logged.length, 1);
  const states = await own.db
    .select()
    .from(servingState)
    .where(eq(servingState.servingId, "short"));
  assert.deepEqual(states, []);
  await own.sql.end();
});
