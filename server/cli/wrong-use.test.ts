import assert from "node:assert/strict";
import { once } from "node:events";
import { chmod, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { createServer, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import { after, before, test } from "node:test";
import { setTimeout } from "node:timers/promises";
import { sentenceOf } from "./client.ts";
import { build } from "./main.ts";
import { UsageError } from "./output.ts";

let folder: string;
before(async () => {
  folder = await mkdtemp(path.join(tmpdir(), "penstock-cli-"));
});
after(() => rm(folder, { recursive: true, force: true }));

async function file(name: string, content: string | Uint8Array): Promise<string> {
  const at = path.join(folder, name);
  await writeFile(at, content);
  return at;
}

/** Runs the command where no server answers: what is refused here was not sent anywhere. */
async function refused(args: string[], env: Record<string, string> = {}): Promise<string> {
  Object.assign(process.env, { PENSTOCK_URL: "http://127.0.0.1:9", PENSTOCK_TOKEN: "key" }, env);
  try {
    await build().parseAsync(["node", "penstock", ...args]);
  } catch (error) {
    return `${error instanceof UsageError ? "usage" : "error"}: ${sentenceOf(error)}`;
  }
  assert.fail(`${args.join(" ")} was not refused`);
}

test("runs are compared with each other", async () => {
  for (const ids of [
    ["run_1"],
    ["run_1", "run_1"],
    Array.from({ length: 9 }, (_, i) => `run_${i}`),
  ])
    assert.match(
      await refused(["runs", "compare", ...ids]),
      /^usage: Runs are compared with each other: name from two to 8 of them, each once, as in 'penstock runs compare run_\d OTHER'/,
    );
});

test("a number that is none, or out of range, is named with its option", async () => {
  assert.equal(
    await refused(["runs", "items", "run_1", "each", "--limit", "abc"]),
    "usage: --limit must be a whole number from 1 to 200, not 'abc'.",
  );
  for (const [limit, ...command] of [
    ["1.5", "runs", "list"],
    ["201", "audit", "list"],
    ["0", "notifications", "list"],
  ] as const)
    assert.match(await refused([...command, "--limit", limit]), /^usage: --limit must be a whole/);
  assert.equal(
    await refused(["deployments", "rollback", "e", "--revision", "last"]),
    "usage: --revision must be a whole number of 1 or more, not 'last'.",
  );
  assert.match(
    await refused(["pipelines", "eject", "p", "--to", folder, "--version", "x"]),
    /^usage: --version must be/,
  );
});

test("what the list of runs is narrowed down by is named where it is none of its kind", async () => {
  assert.equal(
    await refused(["runs", "list", "--how", "magic"]),
    "usage: '--how magic' must be one of person, api, trigger, rerun, reproduce, subpipeline.",
  );
  assert.match(await refused(["runs", "list", "--status", "open"]), /^usage: '--status open' must/);
  for (const option of ["--since", "--until"])
    assert.match(
      await refused(["runs", "list", option, "yesterday"]),
      /^usage: 'yesterday' is no date: write it as 2026-01-31/,
    );
});

test("a backfill is of days or times", async () => {
  assert.match(
    await refused(["triggers", "backfill", "p/t", "--from", "2026-11-18", "--to", "Friday"]),
    /^usage: --to must be a day such as 2026-03-01, or a time such as .*, not 'Friday'\.$/,
  );
});

test("a limit is that of the workspace, a queue or a key", async () => {
  assert.match(
    await refused(["limits", "set", "h2", "3"]),
    /^usage: 'h2' names nothing .*queue:NAME/,
  );
  assert.equal(
    await refused(["limits", "set", "queue:gpu", "many"]),
    "usage: The limit must be a whole number from 1 to 10000, not 'many'.",
  );
});

test("a file that is not there, is a folder or may not be read is named, with what to do", async () => {
  const commands = [
    ["datasets", "add", "--name", "numbers"],
    ["pipelines", "import"],
    ["compile"],
    ["audit", "verify"],
    ["policies", "apply", "--tier", "high", "--note", "why"],
  ];
  const locked = await file("locked.yaml", "");
  await chmod(locked, 0);
  for (const command of commands) {
    assert.equal(
      await refused([...command, "missing.csv"]),
      "usage: There is no file 'missing.csv': correct its path.",
    );
    assert.equal(
      await refused([...command, folder]),
      `usage: '${folder}' is a folder: name a file in it.`,
    );
    // The superuser may read all.
    if (process.getuid?.() !== 0)
      assert.match(await refused([...command, locked]), /^usage: You may not read /);
  }
});

test("what cannot be written is named, with what to do", async () => {
  const to = path.join(folder, "none", "document.yaml");
  const missing = await writeFile(to, "").catch((error: Error) => error);
  assert.equal(
    sentenceOf(missing),
    `There is nothing at '${to}': correct the path, or make its folder first.`,
  );
  const taken = await writeFile(folder, "").catch((error: Error) => error);
  assert.equal(sentenceOf(taken), `'${folder}' is a folder: name a file in it.`);
});

test("text that is not UTF-8 is refused, not read with other letters", async () => {
  const latin = await file("latin.yaml", Buffer.from("name: caf\xe9\n", "latin1"));
  const windows = await file("windows.yaml", Buffer.from("\ufeffname: x\n", "utf16le"));
  for (const command of [["compile"], ["run"], ["pipelines", "import"]])
    for (const each of [latin, windows])
      assert.match(
        await refused([...command, each]),
        /^usage: '.*' is not text in UTF-8: save it as UTF-8 in an editor/,
      );
});

test("a file that holds no document is not ejected, and says what a document is", async () => {
  const eject = (at: string) =>
    refused(["pipelines", "eject", at, "--to", path.join(folder, "to")]);
  const numbers = await file("numbers.yaml", "a,b\n1,2\n");
  assert.match(await eject(numbers), /^error: error P001: A pipeline is a YAML or JSON object/);
  const project = await file("package.json", '{"name": "x", "version": "1.0.0"}');
  assert.match(await eject(project), /^error: error P003 .*apiVersion/);
});

test("a folder that is called like a pipeline is not taken for its file", async (t) => {
  const before = process.cwd();
  t.after(() => process.chdir(before));
  process.chdir(folder);
  await mkdir("churn");
  const commands = [
    (at: string) => ["run", at],
    (at: string) => ["pipelines", "eject", at, "--to", "churn", "--force"],
  ];
  for (const command of commands) {
    // The server is asked for it.
    assert.match(await refused(command("churn")), /^error: The server does not answer/);
    assert.equal(
      await refused(command("./churn")),
      "usage: './churn' is a folder: name a file in it.",
    );
  }
});

test("an address or a key that cannot be one is refused without being quoted", async () => {
  const token = await refused(["runs", "list"], { PENSTOCK_TOKEN: "secret\nkey" });
  assert.match(token, /^error: PENSTOCK_TOKEN is no API key/);
  assert.doesNotMatch(token, /secret|key\n/);
  for (const url of ["not an address", "http://me:secret@127.0.0.1:9", "ftp://127.0.0.1"]) {
    const said = await refused(["runs", "list"], { PENSTOCK_URL: url });
    assert.match(said, /^error: PENSTOCK_URL must be an address such as https:/);
    assert.doesNotMatch(said, /secret/);
  }
  assert.match(
    await refused(["runs", "list", "--user", "jürgen"]),
    /^usage: '--user jürgen' must be/,
  );
});

test("nobody else is named beside an API key, which acts as its owner", async () => {
  assert.match(
    await refused(["runs", "list", "--user", "reviewer@penstock.local"], {
      PENSTOCK_TOKEN: "pk_key",
    }),
    /^usage: '--user' is for the one-click sign-in: the API key in PENSTOCK_TOKEN acts as its owner/,
  );
});

test("a worker without the variables it needs is refused before it starts", async () => {
  const none = { DATABASE_URL: "", TEMPORAL_ADDRESS: "", PENSTOCK_SECRET: "" };
  assert.match(
    await refused(["worker", "--queue", "gpu"], none),
    /^error: DATABASE_URL, TEMPORAL_ADDRESS, PENSTOCK_SECRET must be set for this process/,
  );
});

test("a queue without a name, or with more than one word, is refused before a worker starts", async () => {
  for (const name of ["", "bad queue name!"])
    assert.equal(
      await refused(["worker", "--queue", "gpu", "--queue", name]),
      `usage: --queue must be the name of a queue in one word, such as gpu, not '${name}'.`,
    );
});

test("where no server answers, that and the address are said of every kind of request", async () => {
  const data = await file("data.csv", "a\n1\n");
  for (const command of [
    ["runs", "list"],
    ["datasets", "add", "--name", "d", data],
    ["audit", "export", path.join(folder, "nobody.jsonl")],
  ])
    assert.equal(
      await refused(command),
      "error: The server does not answer at http://127.0.0.1:9, the address in PENSTOCK_URL: correct it, or start the server there.",
    );
});

test("what answers in JSON, but not as Penstock's web address does, is told apart", async (t) => {
  const serving = createServer((request, response) => {
    request.resume();
    response
      .writeHead(404, { "content-type": "application/json" })
      .end('{"error":"There is nothing here."}');
  }).listen(0, "127.0.0.1");
  await once(serving, "listening");
  t.after(() => serving.close());
  const url = `http://127.0.0.1:${(serving.address() as AddressInfo).port}`;
  const data = await file("data.csv", "a\n1\n");
  for (const command of [
    ["runs", "list"],
    ["datasets", "add", "--name", "d", data],
  ])
    assert.equal(
      await refused(command, { PENSTOCK_URL: url }),
      `error: What answers at ${url} is not Penstock's web address: see the address in PENSTOCK_URL. Its serving address, for one, only answers predictions.`,
    );
});

test("what answers with a page, as a proxy does, is told apart from Penstock's own answers", async (t) => {
  const proxy = createServer((request, response) => {
    request.resume();
    response.writeHead(502, { "content-type": "text/html" }).end("<html>Bad Gateway</html>");
  }).listen(0, "127.0.0.1");
  await once(proxy, "listening");
  t.after(() => proxy.close());
  const url = `http://127.0.0.1:${(proxy.address() as AddressInfo).port}`;
  const data = await file("data.csv", "a\n1\n");
  for (const command of [
    ["runs", "list"],
    ["datasets", "add", "--name", "d", data],
  ])
    assert.equal(
      await refused(command, { PENSTOCK_URL: url }),
      `error: ${url} answered with a page, which Penstock's API does not (status 502): see the address in PENSTOCK_URL, the proxy before Penstock, and the log of Penstock itself.`,
    );
});

test("a right that the role lacks: who has it is named under the one-click sign-in, and the file that was to go up", async (t) => {
  const sentence = "Your role does not include it: ask an admin for a role that does.";
  const server = createServer((request, response) => {
    request.resume();
    const details = { right: request.url!.includes("audit") ? "audit.export" : "limits.write" };
    const refusal = request.url!.startsWith("/api/trpc")
      ? [{ error: { message: sentence, code: -32003, data: { code: "FORBIDDEN", details } } }]
      : { error: sentence, code: "forbidden", details };
    response.writeHead(403, { "content-type": "application/json" }).end(JSON.stringify(refusal));
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  t.after(() => server.close());
  const at = { PENSTOCK_URL: `http://127.0.0.1:${(server.address() as AddressInfo).port}` };
  const operator = "Here Olga Operator may: add '--user operator@penstock.local'.";
  assert.equal(
    await refused(["limits", "set", "workspace", "3"], at),
    `error: ${sentence} ${operator}`,
  );
  assert.equal(
    await refused(["audit", "export", path.join(folder, "lacking.jsonl")], at),
    `error: ${sentence} Here Avery Auditor may: add '--user auditor@penstock.local'.`,
  );
  const data = await file("data.csv", "a\n1\n");
  assert.equal(
    await refused(["datasets", "add", "--name", "d", data], at),
    `error: The upload of ${data} was refused: ${sentence} ${operator}`,
  );
  // A key acts as its owner.
  const key = { ...at, PENSTOCK_TOKEN: "pk_key" };
  assert.equal(await refused(["limits", "set", "workspace", "3"], key), `error: ${sentence}`);
});

test("a download that breaks off leaves nothing, and can be tried again", async (t) => {
  const server = createServer((request, response) => {
    request.resume();
    response.writeHead(200, { "content-length": "100000" }).write("half of it", () => {
      response.destroy();
    });
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  t.after(() => server.close());
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const to = path.join(folder, "audit.jsonl");
  for (const _again of [1, 2])
    assert.equal(
      await refused(["audit", "export", to], { PENSTOCK_URL: url }),
      `error: The download of ${to} broke off: nothing was kept. Try again.`,
    );
  assert.deepEqual(
    (await readdir(folder)).filter((name) => name.startsWith("audit")),
    [],
  );
});

test("a download overwrites no file that came to be meanwhile, and names a folder that is not there as it was given", async (t) => {
  const to = path.join(folder, "events.jsonl");
  const meanwhile = async (response: ServerResponse) => {
    for (let isBegun = false; !isBegun && !response.closed; await setTimeout(10))
      isBegun = (await readdir(folder)).some((name) => name.endsWith(".part"));
    // The second download never begins.
    if (response.closed) return;
    await writeFile(to, "somebody's own");
    response.end("second\n");
  };
  const server = createServer((request, response) => {
    request.resume();
    response.writeHead(200).write("first\n");
    void meanwhile(response);
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  t.after(() => server.close());
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  assert.equal(
    await refused(["audit", "export", to], { PENSTOCK_URL: url }),
    `error: ${to} exists: name a new file.`,
  );
  assert.equal(await readFile(to, "utf8"), "somebody's own");
  assert.deepEqual(
    (await readdir(folder)).filter((name) => name.startsWith("events")),
    ["events.jsonl"],
  );
  const nowhere = path.join(folder, "no", "events.jsonl");
  assert.equal(
    await refused(["audit", "export", nowhere], { PENSTOCK_URL: url }),
    `error: There is nothing at '${nowhere}': correct the path, or make its folder first.`,
  );
});
