import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import fs, { mkdtempSync, rmSync } from "node:fs";
import { syncBuiltinESMExports } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { text } from "node:stream/consumers";
import { after, before, describe, test } from "node:test";
import { fileURLToPath } from "node:url";
import postgres from "postgres";
import { readEnv } from "../env.ts";
import { repoRoot } from "../home.ts";
import { environmentToJoin } from "./join.ts";
import { AlreadyRunningError } from "./lock.ts";
import { identify, isAlive } from "./process-identity.ts";
import { startStack, type Stack, type StackOptions } from "./stack.ts";
import { readState } from "./state.ts";
import { status, stop } from "./status.ts";
import { askTemporal } from "./temporal.ts";
import { until } from "../../test/support/until.ts";

const WITHIN_MS = 60_000;
const HOLDER = fileURLToPath(new URL("./hold-stack.fixture.ts", import.meta.url));

function optionsFor(home: string, lines: string[] = []): StackOptions {
  return {
    env: readEnv({ PENSTOCK_HOME: home, PENSTOCK_CACHE: process.env["PENSTOCK_CACHE"] }),
    ports: "any",
    processes: ["postgres", "temporal"],
    log: (line) => lines.push(line),
  };
}

async function query(stack: Stack, text: string): Promise<unknown[] | null> {
  const sql = postgres(stack.env["DATABASE_URL"] ?? "", { max: 1, onnotice: () => undefined });
  try {
    return await sql.unsafe(text);
  } catch {
    return null;
  } finally {
    await sql.end({ timeout: 1 });
  }
}

function answersTemporal(stack: Stack): Promise<boolean> {
  return askTemporal(stack.env["TEMPORAL_ADDRESS"] ?? "", "default").then(
    (found) => found === null,
  );
}

describe("a stack of Postgres and Temporal", () => {
  const home = mkdtempSync(join(tmpdir(), "penstock-stack-"));
  const lines: string[] = [];
  let stack: Stack;

  before(async () => {
    stack = await startStack(optionsFor(home, lines));
  });

  after(async () => {
    await stack.stop();
    rmSync(home, { recursive: true, force: true });
  });

  const pid = (name: string) =>
    stack.processes().find((process) => process.name === name)?.identity?.pid;

  test("prints a line with seconds for each part, in order", () => {
    // In a folder that Postgres' own user cannot enter, a line without seconds says where its files lie instead.
    const timed = lines.filter((line) => /\d+\.\d s$/.test(line));
    const names = timed.map((line) => line.split(" ")[0]);
    assert.deepEqual(names.slice(0, 5), ["postgres", "migrations", "roles", "seed", "temporal"]);
  });

  test("serves a migrated database and Temporal's namespace", async () => {
    assert.ok((await query(stack, "select * from drizzle.__drizzle_migrations"))?.length);
    assert.ok(await answersTemporal(stack));
  });

  test("tells its processes and people in the status", () => {
    const found = status(home);
    assert.equal(found.running, true);
    assert.equal(found.ready, true);
    assert.equal(found.users?.designer, "designer@penstock.local");
    const states = found.processes.map(({ name, state }) => [name, state]);
    assert.deepEqual(states, [
      ["supervisor", "ready"],
      ["postgres", "ready"],
      ["temporal", "ready"],
    ]);
  });

  test("refuses a second start on the same home", async () => {
    await assert.rejects(startStack(optionsFor(home)), AlreadyRunningError);
    assert.ok(await answersTemporal(stack));
  });

  test("one more worker joins it by the command alone, and as the login of workers", async (t) => {
    const {
      DATABASE_URL: _url,
      TEMPORAL_ADDRESS: _address,
      PENSTOCK_SECRET: _secret,
      ...env
    } = process.env;
    const begin = (...args: string[]) => {
      const child = spawn(process.execPath, ["server/cli/bin.js", "worker", ...args], {
        cwd: repoRoot,
        env: { ...env, PENSTOCK_HOME: home, PENSTOCK_LOG_LEVEL: "info" },
      });
      t.after(() => child.kill("SIGKILL"));
      const said = { text: "" };
      for (const stream of [child.stdout, child.stderr])
        stream.on("data", (chunk: Buffer) => (said.text += chunk.toString()));
      return { child, said, ended: once(child, "exit") };
    };
    const { child, said, ended } = begin("--queue", "big");
    await until("the worker", () => said.text.includes("worker ready"), 2 * WITHIN_MS);
    // Its connections come and go.
    const { usename } = await until("it talks to Postgres", async () => {
      const [found] = (await query(
        stack,
        "select usename from pg_stat_activity where application_name = 'penstock-worker'",
      )) as { usename: string }[];
      return found;
    });
    assert.match(usename, /^penstock_system_/);
    child.kill("SIGTERM");
    assert.deepEqual(await ended, [0, null]);
    const without = begin();
    assert.deepEqual(await without.ended, [2, null]);
    assert.match(without.said.text, /required option '--queue <name>' not specified/);
  });

  test("with another secret or other servers than its own nothing joins it, and no login of its is changed", async () => {
    const joined = (named: Record<string, string | undefined>) =>
      environmentToJoin(readEnv({ PENSTOCK_HOME: home, ...named }));
    const other = new URL(stack.env["DATABASE_URL"] ?? "");
    other.pathname = "/postgres";
    assert.equal(await joined({ PENSTOCK_SECRET: "another secret".repeat(3) }), null);
    assert.equal(await joined({ DATABASE_URL: other.href }), null);
    assert.equal(await joined({ TEMPORAL_ADDRESS: "127.0.0.1:1" }), null);
    const { DATABASE_URL, TEMPORAL_ADDRESS, PENSTOCK_SYSTEM_DATABASE_URL } = stack.env;
    assert.ok(PENSTOCK_SYSTEM_DATABASE_URL);
    for (const named of [{}, { DATABASE_URL, TEMPORAL_ADDRESS }])
      assert.equal((await joined(named))?.["DATABASE_URL"], PENSTOCK_SYSTEM_DATABASE_URL);
  });

  test("uses the Postgres and the Temporal that the environment names, and starts none", async (t) => {
    const other = mkdtempSync(join(tmpdir(), "penstock-guest-"));
    t.after(() => rmSync(other, { recursive: true, force: true }));
    const { DATABASE_URL, TEMPORAL_ADDRESS } = stack.env;
    const guestLines: string[] = [];
    const env = readEnv({ PENSTOCK_HOME: other, DATABASE_URL, TEMPORAL_ADDRESS });
    const guest = await startStack({ ...optionsFor(other, guestLines), env });
    assert.equal(guest.env["DATABASE_URL"], DATABASE_URL);
    assert.deepEqual(guest.processes(), []);
    await guest.stop();
    assert.match(guestLines[0] ?? "", /^postgres +found at .*, as DATABASE_URL says/);
  });

  test("a wrong password in DATABASE_URL is one sentence that names the variable", async (t) => {
    const other = mkdtempSync(join(tmpdir(), "penstock-guest-"));
    t.after(() => rmSync(other, { recursive: true, force: true }));
    const wrong = new URL(stack.env["DATABASE_URL"] ?? "");
    wrong.password = "guessed";
    const env = readEnv({ PENSTOCK_HOME: other, DATABASE_URL: wrong.href });
    await assert.rejects(startStack({ ...optionsFor(other), env, processes: ["postgres"] }), {
      message:
        /^Postgres at .* cannot be used \(password authentication failed .*check DATABASE_URL/,
    });
  });

  test("starts Postgres again after kill -9, with what was committed", async () => {
    await query(stack, "create table kept (n int); insert into kept values (7)");
    const killed = pid("postgres");
    assert.ok(stack.kill("postgres", "SIGKILL"));
    await until("another Postgres", () => pid("postgres") !== killed, WITHIN_MS);
    await until(
      "the row",
      async () => (await query(stack, "select n from kept"))?.length === 1,
      WITHIN_MS,
    );
    assert.equal(stack.processes()[0]?.restarts, 1);
    assert.ok(lines.some((line) => /^postgres +died by SIGKILL; starting it again in/.test(line)));
  });

  test("starts Temporal again after kill -9", async () => {
    const killed = pid("temporal");
    assert.ok(stack.kill("temporal", "SIGKILL"));
    await until("another Temporal", () => pid("temporal") !== killed, WITHIN_MS);
    await until("Temporal answers", () => answersTemporal(stack), WITHIN_MS);
    await until(
      "its line",
      () => lines.some((line) => /^temporal +ready again/.test(line)),
      WITHIN_MS,
    );
  });
});

test("a start after the supervisor's own kill -9 ends the orphans, keeps the ports and the data", async () => {
  const home = mkdtempSync(join(tmpdir(), "penstock-orphans-"));
  const holder = spawn(process.execPath, ["--import", "tsx", HOLDER, home], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  try {
    const output = createInterface({ input: holder.stdout })[Symbol.asyncIterator]();
    for (let line = ""; line !== "held"; line = String((await output.next()).value));
    const before = readState(home);
    const orphans = (before?.processes ?? []).flatMap(({ identity }) => identity ?? []);
    assert.equal(orphans.length, 2);
    holder.kill("SIGKILL");
    await once(holder, "exit");
    assert.equal(status(home).running, false);

    const lines: string[] = [];
    const again = await startStack({ ...optionsFor(home, lines), ports: undefined });
    try {
      assert.deepEqual(orphans.filter(isAlive), []);
      assert.match(
        lines[0] ?? "",
        /^recovered +ended what the last start left running: .*postgres/,
      );
      assert.equal((await query(again, "select n from kept"))?.length, 1);
      assert.equal(again.env["TEMPORAL_ADDRESS"], before?.temporalAddress);
      assert.ok(await answersTemporal(again));
    } finally {
      await again.stop();
    }
  } finally {
    holder.kill("SIGKILL");
    await stop(home);
    rmSync(home, { recursive: true, force: true });
  }
});

test("stop ends a running supervisor and everything it holds up", async () => {
  const home = mkdtempSync(join(tmpdir(), "penstock-stop-"));
  const holder = spawn(process.execPath, ["--import", "tsx", HOLDER, home], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  try {
    const output = createInterface({ input: holder.stdout })[Symbol.asyncIterator]();
    for (let line = ""; line !== "held"; line = String((await output.next()).value));
    const children = readState(home)?.processes.flatMap(({ identity }) => identity ?? []) ?? [];
    assert.equal(children.length, 2);
    assert.equal(await stop(home), true);
    assert.deepEqual(children.filter(isAlive), []);
    assert.equal(identify(holder.pid ?? 0), null);
    assert.equal(await stop(home), false);
  } finally {
    holder.kill("SIGKILL");
    rmSync(home, { recursive: true, force: true });
  }
});

test("on a full disk a process that dies is started again, and stop ends it all the same", async (t) => {
  const home = mkdtempSync(join(tmpdir(), "penstock-full-"));
  const lines: string[] = [];
  const stack = await startStack({ ...optionsFor(home, lines), processes: ["postgres"] });
  const identity = () => stack.processes()[0]?.identity;
  const killed = async () => {
    const { length } = lines;
    stack.kill("postgres", "SIGKILL");
    await until(
      "Postgres",
      () => lines.slice(length).some((line) => /ready again/.test(line)),
      WITHIN_MS,
    );
  };
  const full = () => {
    const failing = t.mock.method(fs, "writeFileSync", () => {
      throw Object.assign(new Error("ENOSPC: no space left on device"), { code: "ENOSPC" });
    });
    syncBuiltinESMExports();
    return () => {
      failing.mock.restore();
      syncBuiltinESMExports();
    };
  };
  let free = full();
  try {
    await killed();
    assert.notDeepEqual(readState(home)?.processes[0]?.identity, identity());
    const said = () => lines.filter((line) => /^state .*ENOSPC.*free some space/.test(line)).length;
    assert.equal(said(), 1);
    free();
    await until(
      "the file",
      () => readState(home)?.processes[0]?.identity?.pid === identity()?.pid,
      WITHIN_MS,
    );
    free = full();
    await killed();
    assert.equal(said(), 2);
    const last = identity();
    assert.ok(last);
    await stack.stop();
    assert.equal(isAlive(last), false);
    assert.equal(readState(home), null);
  } finally {
    free();
    await stack.stop();
    rmSync(home, { recursive: true, force: true });
  }
});

test("a start that is given up leaves nothing behind", async () => {
  const home = mkdtempSync(join(tmpdir(), "penstock-abort-"));
  try {
    const giveUp = new AbortController();
    const started = startStack({ ...optionsFor(home), signal: giveUp.signal });
    const rejected = assert.rejects(started);
    const running = () =>
      readState(home)?.processes.flatMap(({ identity }) => identity ?? []) ?? [];
    await until("a first process", () => running().length > 0, WITHIN_MS);
    const begun = running();
    giveUp.abort();
    await rejected;
    assert.deepEqual(begun.filter(isAlive), []);
    assert.equal(readState(home), null);
  } finally {
    rmSync(home, { recursive: true, force: true });
  }
});

test("penstock start --json says once what runs, as its status does, and all else on standard error", async (t) => {
  const home = mkdtempSync(join(tmpdir(), "penstock-json-"));
  const script = `
    import { start } from ${JSON.stringify(new URL("./main.ts", import.meta.url).href)};
    process.exit(await start({ json: true, processes: ["postgres"], ports: "any" }));
  `;
  const args = ["--import", "tsx", "--input-type=module", "--eval", script];
  const started = spawn(process.execPath, args, {
    cwd: repoRoot,
    env: { ...process.env, PENSTOCK_HOME: home },
    stdio: ["ignore", "pipe", "pipe"],
  });
  t.after(() => {
    started.kill("SIGKILL");
    rmSync(home, { recursive: true, force: true });
  });
  const lines = text(started.stderr);
  const said: unknown[] = [];
  for await (const line of createInterface({ input: started.stdout })) {
    said.push(JSON.parse(line));
    assert.deepEqual(said, [status(home)]);
    started.kill("SIGTERM");
  }
  assert.equal(said.length, 1, await lines);
  assert.deepEqual((said[0] as { ready: boolean }).ready, true);
  assert.match(await lines, /^all +up .*\nPenstock is ready: .*\n.*\nPenstock has stopped\.\n$/m);
});
