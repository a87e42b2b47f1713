import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { mkdir, writeFile } from "node:fs/promises";
import { createServer } from "node:http";
import path from "node:path";
import { before, test } from "node:test";
import { createHTTPHandler } from "@trpc/server/adapters/standalone";
import { startTestEngine, type TestEngine } from "../../test/support/engine.ts";
import { atEnd } from "../../test/support/servers.ts";
import { testImplementations } from "../../test/support/steps.ts";
import { loadImplementations } from "../../workflows/load-implementations.ts";
import { saveUpload } from "../datasets/save-upload.ts";
import { PenstockError } from "../errors.ts";
import { repoRoot } from "../home.ts";
import { appRouter } from "../router.ts";
import { until } from "../../test/support/until.ts";

let engine: TestEngine;
let url: string;
let temporalIsAway = false;
let asking: "admin" | "designer" = "admin";
const away = () => Promise.reject(new PenstockError("unavailable", "Temporal does not answer."));
before(async () => {
  engine = await startTestEngine([...testImplementations, ...(await loadImplementations())]);
  const trpc = createHTTPHandler({
    router: appRouter,
    basePath: "/api/trpc/",
    allowMethodOverride: true,
    createContext: () => ({ ...engine.as[asking], ...(temporalIsAway ? { temporal: away } : {}) }),
  });
  const server = createServer((request, response) => {
    if (request.url !== "/api/uploads") return trpc(request, response);
    const name = decodeURIComponent(String(request.headers["x-file-name"]));
    response.setHeader("content-type", "application/json");
    saveUpload(engine.as.admin, request, name).then(
      (found) => response.end(JSON.stringify(found)),
      (error: Error) => response.writeHead(400).end(JSON.stringify({ error: error.message })),
    );
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  url = `http://127.0.0.1:${(server.address() as { port: number }).port}`;
  atEnd(async () => {
    server.close();
  });
});

interface Answer {
  code: number;
  stdout: string;
  stderr: string;
}

/** The command, as a person types it. */
function penstock(...args: string[]): Promise<Answer> {
  const env = { ...process.env, PENSTOCK_URL: url, PENSTOCK_TOKEN: "any" };
  return new Promise((resolve) => {
    execFile(
      process.execPath,
      ["server/cli/bin.js", ...args],
      { cwd: repoRoot, env },
      (error, stdout, stderr) => resolve({ code: error ? Number(error.code) : 0, stdout, stderr }),
    );
  });
}

async function json<T>(...args: string[]): Promise<T> {
  const { code, stdout, stderr } = await penstock(...args, "--json");
  assert.equal(code, 0, stderr);
  return JSON.parse(stdout) as T;
}

async function documentFile(
  name: string,
  nodes: object[],
  wires: object[] = [],
  params: object = {},
): Promise<string> {
  const file = path.join(engine.home, `${name}.json`);
  await writeFile(file, JSON.stringify({ apiVersion: "penstock/v1", name, params, nodes, wires }));
  return file;
}

interface Shown {
  runId: string;
  status: string;
  error: string | null;
  params: Record<string, unknown>;
  overrides: object;
  config: Record<string, Record<string, unknown>>;
  steps: { node: string; status: string; cached: boolean }[];
  outputs: Record<string, Record<string, { meta: Record<string, unknown> }>>;
}

test("an override in Hydra's manner reaches the run and stands in its record; a wrong one ends with 1 and P033", async () => {
  const file = await documentFile("overridden", [
    { id: "each", kind: "control.map", config: { over: "count", count: 1 } },
    { id: "body", kind: "control.wait", parent: "each", config: { for: "1s" } },
  ]);
  const override = ["--param", "each.config.count=2", "--param", "each.config.on_failure=collect"];
  const compiled = await json<{ plan: { nodes: { config: Record<string, unknown> }[] } }>(
    "compile",
    file,
    ...override,
  );
  const { count, onFailure } = compiled.plan.nodes[0]!.config;
  assert.deepEqual([count, onFailure], [2, "collect"]);
  const { runId } = await json<Shown>("run", file, ...override, "--wait");
  const shown = await json<Shown>("runs", "show", runId);
  const told = (await penstock("runs", "show", runId)).stdout;
  assert.match(told, /^Started by .+\. By the command or the API\.$/m);
  assert.equal(shown.status, "done");
  assert.deepEqual(shown.overrides, {
    "each.config.count": "2",
    "each.config.on_failure": "collect",
  });
  const config = shown.config["each"]!;
  assert.deepEqual([config["count"], config["onFailure"]], [2, "collect"]);
  const items = await json<{ counts: { done: number } }>("runs", "items", runId, "each");
  assert.equal(items.counts.done, 2);

  for (const verb of ["compile", "run"]) {
    const { code, stdout, stderr } = await penstock(verb, file, "--param", "eech.config.count=2");
    assert.equal(code, 1);
    assert.match(stdout + stderr, /P033.*there is no node 'eech'; did you mean 'each'\?/);
  }
  const none = await penstock("run", file, "--param", "body.policy.attempts=0");
  assert.equal(none.code, 1);
  assert.match(none.stderr, /P033.*'body\.policy\.attempts' cannot be 0: .*>=1/);
});

test("a file that holds no document is not imported, and a command that is wrong ends with 2", async () => {
  const numbers = path.join(engine.home, "numbers.csv");
  await writeFile(numbers, "a,b\n1,2\n");
  const imported = await penstock("pipelines", "import", numbers);
  assert.equal(imported.code, 1);
  assert.match(imported.stderr, /P001.*begins with 'apiVersion: penstock\/v1'/);
  assert.equal((await penstock("datasets", "add", "none.csv", "--name", "none")).code, 2);
});

test("between two attempts a step is shown as retrying, with why and when", async () => {
  const backoff = { initial: "10m", factor: 1 };
  const runId = await engine.run(
    { nodes: [{ id: "hook", kind: "test.flaky", policy: { attempts: 3, backoff } }] },
    engine.as.admin,
  );
  let shown = "";
  await until("it says when it is tried again", async () => {
    shown = (await penstock("runs", "show", runId)).stdout;
    return shown.includes("again in");
  });
  assert.match(shown, /hook +test.flaky +retrying .*attempt 1 of 3 failed: .*; again in \d+ m/);
  const { steps } = await json<Shown>("runs", "show", runId);
  assert.equal(steps[0]!.status, "retrying");
  // Without Temporal it is said that it is tried again, but not when.
  temporalIsAway = true;
  const without = await penstock("runs", "show", runId);
  temporalIsAway = false;
  assert.match(without.stdout, /retrying .*; it is tried again$/m, without.stderr);
  assert.equal((await penstock("runs", "cancel", runId)).code, 0);
});

test("an attempt that came to its time limit is shown as retrying too", async () => {
  const policy = { attempts: 2, startToClose: "1s", backoff: { initial: "10m" } };
  const runId = await engine.run(
    { nodes: [{ id: "long", kind: "test.slow", policy }] },
    engine.as.admin,
  );
  let shown = "";
  await until("it says when it is tried again", async () => {
    shown = (await penstock("runs", "show", runId)).stdout;
    return shown.includes("again in");
  });
  assert.match(shown, /long +test.slow +retrying .*attempt 1 of 2 failed: .*time limit; again in/);
  assert.equal((await penstock("runs", "cancel", runId)).code, 0);
});

test("items that wait say for which event, apart from those that run", async () => {
  const runId = await engine.run(
    {
      nodes: [
        { id: "each", kind: "control.map", config: { over: "list", list: ["a", "b"] } },
        { id: "ask", kind: "control.wait", parent: "each", config: { event: "go-${item}" } },
      ],
    },
    engine.as.admin,
  );
  let shown = "";
  await until("both wait", async () => {
    shown = (await penstock("runs", "items", runId, "each", "--status", "waiting")).stdout;
    return shown.includes("go-b");
  });
  assert.match(shown, /0 running, 2 waiting/);
  assert.match(shown, /^0 +waiting +"a" +ask: the event go-a$/m);
  assert.equal((await penstock("runs", "cancel", runId)).code, 0);
});

/** The list finds the run by what started it, who and when, and says what it waits for. */
async function listed(runId: string): Promise<void> {
  const { userId, name, email } = engine.as.admin.actor;
  const ids = async (...options: string[]) =>
    (await json<{ id: string }[]>("runs", "list", "--pipeline", "steered", ...options)).map(
      ({ id }) => id,
    );
  const found = ["--status", "waiting", "--how", "api", "--by", email, "--since", "1d"];
  assert.deepEqual(await ids(...found), [runId]);
  assert.deepEqual(await ids("--how", "trigger"), []);
  assert.deepEqual(await ids("--trigger", "trg_none"), []);
  assert.deepEqual(await ids("--by", engine.as.designer.actor.name), []);
  assert.deepEqual(await ids("--until", "2026-01-31"), []);
  const unknown = await penstock("runs", "list", "--by", "nobody");
  assert.equal(unknown.code, 2);
  assert.match(unknown.stderr, /^Nobody in this workspace is 'nobody'/);
  const said = (await penstock("runs", "list", "--pipeline", "steered")).stdout;
  assert.match(said, /waiting \(ask: the event go\.ahead\)/);
  const shown = await json<{ startedBy: unknown }>("runs", "show", runId);
  assert.deepEqual(shown.startedBy, { id: userId, name });
}

test("a run is paused, resumed, sent an event, run again from a step, compared and reproduced from the command line", async () => {
  const file = await documentFile(
    "steered",
    [
      // No address has room for a document with this title.
      { id: "ask", kind: "control.wait", title: "x".repeat(40_000), config: { event: "go.ahead" } },
      { id: "check", kind: "control.condition", config: { expression: "input.rows > 5" } },
      { id: "each", kind: "control.map", config: { over: "count", count: 2 } },
      { id: "body", kind: "control.wait", parent: "each", config: { for: "1s" } },
    ],
    [
      { from: "ask.event", to: "check.value" },
      { from: "check.true", to: "body.in" },
    ],
  );
  const plan = await json<{ node: string; will: string }[]>("run", file, "--plan");
  assert.deepEqual(
    plan.map(({ node, will }) => [node, will]),
    [
      ["ask", "run"],
      ["check", "open"],
      ["each", "open"],
    ],
  );
  const { runId } = await json<Shown>("run", file, "--wait");
  // How the people sign in, which an admin is told of them too, is not asked for here.
  asking = "designer";
  await listed(runId).finally(() => (asking = "admin"));
  assert.equal((await penstock("runs", "pause", runId)).code, 0);
  const again = await penstock("runs", "pause", runId);
  assert.deepEqual([again.code, again.stderr], [1, "The run is paused already.\n"]);
  assert.equal((await penstock("runs", "resume", runId)).code, 0);
  const wrong = await penstock("events", "send", "go.ahead", "--data", "[1]");
  assert.equal(wrong.code, 2);
  const { sent } = await json<{ sent: { node: string }[] }>(
    "events",
    "send",
    "go.ahead",
    "--run",
    runId,
    "--data",
    '{"rows": 7}',
  );
  assert.deepEqual(
    sent.map(({ node }) => node),
    ["ask"],
  );
  await engine.until(runId, ["done"]);
  const none = await penstock("events", "send", "go.ahead");
  assert.equal(none.code, 1);
  assert.match(none.stderr, /^No step in this workspace waits for the event 'go\.ahead'/);

  const from = await json<Shown>("runs", "rerun", runId, "--from", "each", "--wait");
  assert.equal(from.status, "done");
  assert.deepEqual(
    from.steps.filter(({ cached }) => cached).map(({ node }) => node),
    ["ask"],
  );
  const told = (await penstock("runs", "show", from.runId)).stdout;
  assert.match(told, new RegExp(`^ask .* from ${runId}$`, "m"));
  const compared = await json<{ samePlan: boolean }>("runs", "compare", runId, from.runId);
  assert.equal(compared.samePlan, true);
  const side = await penstock("runs", "compare", runId, from.runId);
  assert.match(side.stdout, new RegExp(`^ +run +${runId} +${from.runId}$`, "m"), side.stderr);
  const report = await json<{ verdict: string; outputs: { node: string; verdict: string }[] }>(
    "runs",
    "reproduce",
    runId,
    "--wait",
  );
  assert.deepEqual(
    new Map(report.outputs.map(({ node, verdict }) => [node, verdict])),
    new Map([
      ["ask", "not-repeated"],
      ["check", "identical"],
      ["each", "not-repeated"],
    ]),
  );
});

test("files beside a document are uploaded wherever a run's source comes from: the step, a param, an override", async () => {
  for (const rows of [1, 2]) {
    const lines = Array.from({ length: rows }, (_, row) => `${row}\n`).join("");
    await writeFile(path.join(engine.home, `rows-${rows}.csv`), `x\n${lines}`);
  }
  const params = {
    src: { type: "string", default: "./rows-1.csv" },
    rows: { type: "integer", default: 1, choices: [1, 2] },
  };
  const load = (id: string, source: string) => ({ id, kind: "data.load", config: { source } });
  const file = await documentFile(
    "named",
    [
      load("whole", "${params.src}"),
      load("part", "./rows-${params.rows}.csv"),
      load("own", "./rows-1.csv"),
    ],
    [],
    params,
  );
  const run = async (...given: string[]) => {
    const words = given.flatMap((one) => ["--param", one]);
    const shown = await json<Shown>("run", file, ...words, "--wait");
    assert.equal(shown.status, "done", shown.error ?? "");
    for (const { source } of Object.values(shown.config))
      assert.match(String(source), /^upload:[0-9a-f]{64}\/rows-[12]\.csv$/);
    const rows = ["whole", "part", "own"].map((id) => shown.outputs[id]!["data"]!.meta["rows"]);
    return { rows, shown };
  };
  assert.deepEqual((await run()).rows, [1, 1, 1]);
  const { rows, shown } = await run("src=./rows-2.csv", "rows=2");
  assert.deepEqual(rows, [2, 2, 1]);
  assert.equal(shown.params["src"], shown.config["whole"]!["source"]);
  const overridden = await run("own.config.source=./rows-2.csv");
  assert.deepEqual(overridden.rows, [1, 1, 2]);
  assert.deepEqual(overridden.shown.overrides, {
    "own.config.source": overridden.shown.config["own"]!["source"],
  });
  const none = await penstock("run", file, "--param", "src=./none.csv");
  assert.equal(none.code, 1);
  assert.match(none.stderr, /reads '\.\/none\.csv', but there is no file '.*none\.csv'/);

  const kept = await documentFile("kept", [load("whole", "${params.src}")], [], params);
  await json("pipelines", "import", kept, "--note", "first");
  const again = await json<Shown>("run", "kept", "--wait");
  assert.equal(again.outputs["whole"]!["data"]!.meta["rows"], 1);
});

test("a map over the files of a folder loads each of them, run from a file and imported", async () => {
  const folder = path.join(engine.home, "inbox");
  await mkdir(folder, { recursive: true });
  await writeFile(path.join(folder, "a.csv"), "x\n1\n");
  await writeFile(path.join(folder, "b.csv"), "x\n1\n2\n");
  const file = await documentFile(
    "each-file",
    [
      { id: "each", kind: "control.map", config: { over: "files", folder, pattern: "*.csv" } },
      { id: "load", kind: "data.load", parent: "each", config: { source: "${item.source}" } },
    ],
    [{ from: "load.data", to: "each.result" }],
  );
  await json("pipelines", "import", file, "--note", "first");
  for (const what of [file, "each-file"]) {
    const { runId, status, error } = await json<Shown>("run", what, "--wait");
    assert.equal(status, "done", error ?? "");
    const items = await engine.database.sql`
      select outputs -> 'data' -> 'meta' ->> 'rows' as rows from step_run
      where run_id = ${runId} and node = 'load' order by item`;
    assert.deepEqual([...items], [{ rows: "1" }, { rows: "2" }]);
  }
});

test("limits and workers are seen and set from the command line", async () => {
  await json("limits", "set", "queue:cpu", "3");
  assert.deepEqual(await json("limits", "list"), [
    { key: "queue:cpu", limit: 3, own: true, held: 0, waiting: 0 },
  ]);
  await json("limits", "remove", "queue:cpu");
  assert.equal((await penstock("limits", "set", "everything", "3")).code, 2);
  const { stdout } = await penstock("workers");
  assert.match(stdout, /control \(100\), cpu \(2\)/);
  assert.match(stdout, /^QUEUE +WORKERS/m);
});

test("a pipeline is archived, refused while it is, listed, and restored from the command line", async () => {
  const file = await documentFile("shelved", [
    { id: "ask", kind: "control.wait", config: { event: "go.on" } },
  ]);
  await json("pipelines", "import", file);
  const { runId } = await json<Shown>("run", "shelved");
  await engine.until(runId, ["waiting"]);
  const names = async (...more: string[]) =>
    (await json<{ name: string }[]>("pipelines", "list", ...more)).map(({ name }) => name);
  assert.ok((await names()).includes("shelved"));

  const archived = await penstock("pipelines", "archive", "shelved");
  assert.deepEqual(archived.stdout.trimEnd().split("\n"), [
    "shelved is archived; 'penstock pipelines restore shelved' brings it back.",
    "1 run is going on; it ends by itself.",
  ]);
  assert.ok(!(await names()).includes("shelved"));
  assert.deepEqual(await names("--archived"), ["shelved"]);
  for (const refused of [
    ["run", "shelved"],
    ["run", file],
    ["pipelines", "import", file],
    ["runs", "rerun", runId],
  ]) {
    const { code, stdout, stderr } = await penstock(...refused);
    assert.equal(code, 1, refused.join(" "));
    assert.equal(stdout, "");
    assert.match(stderr, /^'shelved' is archived: restore it first, with 'penstock pipelines rest/);
  }
  await json("events", "send", "go.on", "--run", runId);
  await engine.until(runId, ["done"]);

  const restored = { name: "shelved", triggers: [] };
  assert.deepEqual(await json("pipelines", "restore", "shelved"), restored);
  assert.deepEqual(await json("pipelines", "restore", "shelved"), restored);
  assert.deepEqual(await names("--archived"), []);
  const unknown = await penstock("pipelines", "archive", "nowhere");
  assert.equal(unknown.code, 1);
  assert.match(
    unknown.stderr,
    /There is no pipeline 'nowhere' in this workspace: .*'penstock pipelines list'/,
  );
});

test("what is said of a dataset is changed from the command line", async () => {
  const file = path.join(engine.home, "said.csv");
  await writeFile(file, "x\n1\n");
  await json("datasets", "add", file, "--name", "said", "--purpose", "tests", "--licence", "CC0");
  const change = ["--description", "One column.", "--purpose", "", "--personal-data"];
  const changed = await penstock("datasets", "describe", "said", ...change);
  assert.equal(changed.stdout, "said is described anew.\n", changed.stderr);
  const shown = await penstock("datasets", "show", "said");
  assert.deepEqual(shown.stdout.split("\n").slice(0, 3), [
    "said  internal, with personal data",
    "One column.",
    "licence: CC0",
  ]);
  await json("datasets", "describe", "said", "--no-personal-data");
  const { personalData, licence } = await json<Record<string, unknown>>("datasets", "show", "said");
  assert.deepEqual({ personalData, licence }, { personalData: false, licence: "CC0" });
  assert.equal((await penstock("datasets", "describe", "said")).code, 2);
  assert.equal((await penstock("datasets", "describe", "said", "--classification", "x")).code, 2);
  assert.equal((await penstock("datasets", "describe", "nowhere", "--purpose", "x")).code, 1);
});
