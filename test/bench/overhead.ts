import type { StepImplementation } from "../../workflows/core/define-step.ts";
import { startTestEngine, type TestDocument, type TestEngine } from "../support/engine.ts";
import { testImplementations } from "../support/steps.ts";
import { startByHand, type ByHand } from "./by-hand.ts";
import { benchCase, machine, type BenchResult } from "./result.ts";

const ROUNDS = 5;
/**
 * For how long rounds are not counted, in milliseconds: connections are opened, caches filled, and code is compiled, of which
 * ours has more. A worker runs for weeks.
 */
const WARM_UP_MS = 6_000;

interface Case {
  name: string;
  unit: string;
  /** What a time is divided by. */
  per: number;
  /** Milliseconds. */
  ours: () => Promise<number>;
  baseline: () => Promise<number>;
}

/**
 * What a run costs, with all its recording in Postgres, beside a hand-written workflow of the same shape with the same
 * no-op activity on the same server: from the call that starts it to its end.
 * @param only cases whose name has this in it
 */
export async function run(only = "", rounds = ROUNDS): Promise<BenchResult> {
  let begun = 0;
  const engine = await startTestEngine(
    testImplementations.map(noting(() => (begun = performance.now()))),
  );
  const byHand = await startByHand(engine);
  const chosen = [
    ...shapes(engine, byHand),
    startLatency(engine, byHand, () => begun),
    cached(engine, byHand),
  ].filter(({ name }) => name.includes(only));
  const cases = [];
  for (const { name, unit, per, ours, baseline } of chosen) {
    const times: Record<"ours" | "baseline", number[]> = { ours: [], baseline: [] };
    const warm = performance.now() + WARM_UP_MS;
    do {
      await baseline();
      await ours();
    } while (performance.now() < warm);
    for (let round = 0; round < rounds; round++) {
      times.baseline.push((await baseline()) / per);
      times.ours.push((await ours()) / per);
    }
    cases.push(benchCase(name, unit, times.ours, times.baseline));
  }
  await byHand.stop();
  return { name: "overhead", cases, machine: machine() };
}

/** Calls back when the no-op step is entered. */
function noting(enter: () => void) {
  return (implementation: StepImplementation): StepImplementation =>
    implementation.kind === "test.noop"
      ? {
          ...implementation,
          run: (call) => {
            enter();
            return implementation.run(call);
          },
        }
      : implementation;
}

function shapes(engine: TestEngine, byHand: ByHand): Case[] {
  const shape = (
    name: string,
    workflow: Parameters<ByHand["start"]>[0],
    size: number,
    document: TestDocument,
    { runs = 1, unit = "ms per step" } = {},
  ): Case => ({
    name,
    unit,
    per: size * runs,
    ours: () => time(() => atOnce(runs, () => runToEnd(engine, document))),
    baseline: () =>
      time(() => atOnce(runs, async () => (await byHand.start(workflow, size)).result())),
  });
  return [
    shape("chain of 100", "chainByHand", 100, chain(100)),
    shape("fan of 100", "fanByHand", 100, fan(100)),
    shape("fan of 1,000", "fanByHand", 1_000, fan(1_000)),
    shape("100 runs of 6 steps at once", "chainByHand", 6, chain(6), { runs: 100 }),
    shape("map of 10,000", "mapByHand", 10_000, map(10_000), { unit: "ms per item" }),
  ];
}

/** From the call that starts a run to the first line of its first step. */
function startLatency(engine: TestEngine, byHand: ByHand, begun: () => number): Case {
  const document = chain(1);
  return {
    name: "start latency",
    unit: "ms",
    per: 1,
    ours: async () => {
      const from = performance.now();
      await runToEnd(engine, document);
      return begun() - from;
    },
    baseline: async () => {
      const from = performance.now();
      await (await byHand.start("chainByHand", 1)).result();
      return byHand.lastBegun() - from;
    },
  };
}

/** A chain, where each step must be looked up by itself, beside as many local activities that do nothing. */
function cached(engine: TestEngine, byHand: ByHand): Case {
  const document = chain(100, "test.counted");
  return {
    name: "cached chain of 100",
    unit: "ms",
    per: 1,
    ours: () => time(() => runToEnd(engine, document)),
    baseline: () => time(async () => (await byHand.start("localChainByHand", 100)).result()),
  };
}

function chain(steps: number, kind = "test.noop"): TestDocument {
  const ids = Array.from({ length: steps }, (_, index) => `s${index}`);
  return {
    nodes: ids.map((id) => ({ id, kind })),
    wires: ids.slice(1).map((id, index) => [`${ids[index]}.out`, `${id}.in`]),
  };
}

function fan(steps: number): TestDocument {
  return {
    nodes: Array.from({ length: steps }, (_, index) => ({ id: `s${index}`, kind: "test.noop" })),
  };
}

function map(items: number): TestDocument {
  return {
    nodes: [
      { id: "each", kind: "control.map", config: { over: "count", count: items, window: 100 } },
      { id: "work", kind: "test.noop", parent: "each" },
    ],
  };
}

async function runToEnd(engine: TestEngine, document: TestDocument): Promise<void> {
  const id = await engine.run(document);
  await engine.client.workflow.getHandle(`run-${id}`).result();
}

async function atOnce(times: number, work: () => Promise<unknown>): Promise<void> {
  await Promise.all(Array.from({ length: times }, work));
}

async function time(work: () => Promise<unknown>): Promise<number> {
  const from = performance.now();
  await work();
  return performance.now() - from;
}
