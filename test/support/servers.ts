import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { startStack, type Stack } from "../../server/start/stack.ts";

export interface TestServers {
  /** An administrative URL of the Postgres server; tests make databases of their own on it. */
  databaseUrl: string;
  temporalAddress: string;
}

let started: Promise<TestServers> | null = null;
let stack: Stack | null = null;
let home: string | null = null;

/**
 * The real Postgres and Temporal of this test run: those that `npm test` started once for all files, or, when a file is
 * run by itself, a pair of its own that ends with it.
 */
export function testServers(): Promise<TestServers> {
  started ??= find();
  return started;
}

async function find(): Promise<TestServers> {
  const { PENSTOCK_TEST_DATABASE_URL, PENSTOCK_TEST_TEMPORAL } = process.env;
  if (PENSTOCK_TEST_DATABASE_URL && PENSTOCK_TEST_TEMPORAL)
    return { databaseUrl: PENSTOCK_TEST_DATABASE_URL, temporalAddress: PENSTOCK_TEST_TEMPORAL };
  home = await mkdtemp(path.join(tmpdir(), "penstock-test-"));
  stack = await startStack({ home, ports: "any", processes: ["postgres", "temporal"] });
  return {
    databaseUrl: stack.env["DATABASE_URL"]!,
    temporalAddress: stack.env["TEMPORAL_ADDRESS"]!,
  };
}

const endings: (() => Promise<void>)[] = [];

/** Runs when the test file ends, before the servers stop; what was registered last goes first. */
export function atEnd(ending: () => Promise<void>): void {
  endings.push(ending);
}

/** Ends what `testServers` started; a test file does so by itself. */
export async function endServers(): Promise<void> {
  for (const ending of endings.splice(0).reverse()) await ending();
  await stack?.stop();
  stack = null;
  if (home) await rm(home, { recursive: true, force: true });
}

// The test runner's hooks follow every promise, which a bench would measure: it is loaded for tests only.
if (/\.test\.tsx?$/.test(process.argv[1] ?? "")) (await import("node:test")).after(endServers);
