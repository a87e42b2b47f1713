import { spawn } from "node:child_process";
import { existsSync, readdirSync } from "node:fs";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { createInterface } from "node:readline";
import { readEnv } from "../server/env.ts";
import { repoRoot } from "../server/home.ts";
import { buildIfStale } from "../server/start/build.ts";
import { startStack } from "../server/start/stack.ts";
import { ensureEnvironment } from "../workflows/python/environment.ts";
import { findChromium } from "./support/chromium.ts";
import { shortLog } from "./support/short-log.ts";
import { withoutDisk } from "./support/without-disk.ts";

/** Runs the suites named on the command line and ends with one line over all of them: `N passed, N failed`. */

interface Count {
  passed: number;
  failed: number;
}

type Suite = () => Promise<Count>;

const CHECKS = ["check:format", "check:lint", "check:types", "check:unused"];

const suites: Record<string, Suite> = {
  check: async () => {
    const total: Count = { passed: 0, failed: 0 };
    for (const check of CHECKS) {
      const ok = (await run("npm", ["run", "--silent", check])) === 0;
      total[ok ? "passed" : "failed"]++;
      say(`${ok ? "✔" : "✖"} ${check}`);
    }
    return total;
  },
  unit: async () => {
    await prepare("Python environment", () =>
      ensureEnvironment({ cacheDir: readEnv().cache, group: "tabular", log: say }),
    );
    return nodeTests(
      filesOf((name) => name.endsWith(".test.ts") && !name.endsWith(".integration.test.ts")),
    );
  },
  integration: async () => {
    const home = await mkdtemp(path.join(tmpdir(), "penstock-test-"));
    const stack = await prepare("Postgres and Temporal", () =>
      startStack({ home, ports: "any", processes: ["postgres", "temporal"], log: say }),
    );
    try {
      await withoutDisk(stack);
      const env = {
        PENSTOCK_TEST_DATABASE_URL: stack.env["DATABASE_URL"]!,
        PENSTOCK_TEST_TEMPORAL: stack.env["TEMPORAL_ADDRESS"]!,
      };
      const all = filesOf((name) => name.endsWith(".integration.test.ts"));
      // What kills servers and counts seconds is at it one by one, while the others mostly wait; so is what takes longest,
      // which leaves both lines about as long.
      const single = [...all.filter(isRough), ...all.filter(isLong)];
      const [one, two] = await Promise.all([
        orFailed("chaos", async () => {
          await prepare("Web application", () => buildIfStale());
          return nodeTests(single, { env, atOnce: 1 });
        }),
        nodeTests(
          all.filter((name) => !single.includes(name)),
          { env },
        ),
      ]);
      return { passed: one.passed + two.passed, failed: one.failed + two.failed };
    } finally {
      await stack.stop();
      await rm(home, { recursive: true, force: true });
    }
  },
  e2e: async () => {
    const chromium = await prepare("Chromium", () => findChromium(say));
    const report = path.join(await mkdtemp(path.join(tmpdir(), "penstock-e2e-")), "report.json");
    const code = await run(
      "npx",
      [
        "playwright",
        "test",
        "--config",
        "test/e2e/playwright.config.ts",
        "--reporter",
        "list,json",
      ],
      { PENSTOCK_CHROMIUM: chromium, PLAYWRIGHT_JSON_OUTPUT_NAME: report },
    );
    if (!existsSync(report)) return { passed: 0, failed: 1 };
    const { stats } = JSON.parse(await readFile(report, "utf8")) as {
      stats: { expected: number; unexpected: number; flaky: number };
    };
    const failed = stats.unexpected + stats.flaky;
    return { passed: stats.expected, failed: code !== 0 && failed === 0 ? 1 : failed };
  },
};

/** Test files below the source folders, in the order of their paths. */
function filesOf(wanted: (name: string) => boolean): string[] {
  return ["components", "db", "server", "test", "workflows"]
    .flatMap((folder) =>
      readdirSync(path.join(repoRoot, folder), { recursive: true, encoding: "utf8" }).map((name) =>
        path.join(folder, name),
      ),
    )
    .filter(wanted)
    .sort();
}

const isRough = (name: string) => name.startsWith("test/chaos/");
const isLong = (name: string) => name.startsWith("server/pipelines/eject/");

const LONGEST_FILE_MS = 900_000;

async function nodeTests(
  files: string[],
  { env = {}, atOnce = 2 }: { env?: Record<string, string>; atOnce?: number } = {},
): Promise<Count> {
  const folder = await mkdtemp(path.join(tmpdir(), "penstock-tap-"));
  const tap = path.join(folder, "report.tap");
  const code = await run(
    process.execPath,
    [
      "--import",
      "tsx",
      "--test",
      `--test-concurrency=${atOnce}`,
      // A file that never ends fails by its name, and the others go on.
      `--test-timeout=${LONGEST_FILE_MS}`,
      "--test-reporter=spec",
      "--test-reporter-destination=stdout",
      "--test-reporter=tap",
      `--test-reporter-destination=${tap}`,
      ...files,
    ],
    env,
    shortLog,
  );
  const text = await readFile(tap, "utf8").catch(() => "");
  const count = (name: string) =>
    Number(new RegExp(`^# ${name} (\\d+)$`, "m").exec(text)?.[1] ?? 0);
  const failed = count("fail") + count("cancelled");
  if (code === 0) await rm(folder, { recursive: true, force: true });
  else say(`The whole log, with the stack of each warning: ${tap}`);
  return { passed: count("pass"), failed: code !== 0 && failed === 0 ? 1 : failed };
}

async function orFailed(name: string, suite: Suite): Promise<Count> {
  try {
    return await suite();
  } catch (error) {
    say(`${name} could not run: ${error instanceof Error ? error.message : String(error)}`);
    return { passed: 0, failed: 1 };
  }
}

async function prepare<T>(what: string, work: () => Promise<T>): Promise<T> {
  const began = performance.now();
  say(`${what}: making ready`);
  const made = await work();
  say(`${what}: ready after ${((performance.now() - began) / 1000).toFixed(1)} s`);
  return made;
}

/** @param shown what is shown of a line that it prints; all of it otherwise */
function run(
  command: string,
  args: string[],
  env: Record<string, string> = {},
  shown?: (line: string) => string[],
): Promise<number> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, {
      cwd: repoRoot,
      stdio: ["inherit", shown ? "pipe" : "inherit", "inherit"],
      env: { ...process.env, ...env },
    })
      .once("error", reject)
      .once("close", (code) => resolve(code ?? 1));
    if (child.stdout && shown)
      createInterface(child.stdout).on("line", (line) => shown(line).forEach(say));
  });
}

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}

const total: Count = { passed: 0, failed: 0 };
for (const name of process.argv.slice(2)) {
  const suite = suites[name];
  if (!suite) {
    process.stderr.write(
      `There is no suite '${name}'; there are: ${Object.keys(suites).join(", ")}.\n`,
    );
    process.exit(2);
  }
  const began = performance.now();
  say(`\n── ${name} ──`);
  const count = await orFailed(name, suite);
  total.passed += count.passed;
  total.failed += count.failed;
  const seconds = Math.round((performance.now() - began) / 1000);
  say(`${name}: ${count.passed} passed, ${count.failed} failed, ${seconds} s`);
}
say(`\n${total.passed} passed, ${total.failed} failed`);
process.exit(total.failed === 0 && total.passed > 0 ? 0 : 1);
