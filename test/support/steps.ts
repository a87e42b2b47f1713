import { EventEmitter, once } from "node:events";
import { setTimeout as sleep } from "node:timers/promises";
import { z } from "zod";
import type { ArtifactRef } from "../../workflows/core/artifact.ts";
import {
  createRegistry,
  defineStep,
  implement,
  type StepDefinition,
  type StepImplementation,
} from "../../workflows/core/define-step.ts";
import { StepError } from "../../workflows/core/step-error.ts";
import map from "../../workflows/steps/control.map/run.ts";
import subpipeline from "../../workflows/steps/control.subpipeline/run.ts";
import wait from "../../workflows/steps/control.wait/run.ts";
import { loadImplementations } from "../../workflows/load-implementations.ts";
import { steps as productSteps } from "../../workflows/steps/index.ts";

/** Kinds of step that show the engine's behaviour, beside the product's own. They run in real workers. */

const common = {
  version: 1,
  description: "",
  icon: "flask",
  category: "control" as const,
  inputs: { in: { type: "artifact" as const, title: "In", optional: true, multiple: true } },
  outputs: { out: { type: "artifact" as const, title: "Out" } },
};

const noop = defineStep({
  ...common,
  kind: "test.noop",
  title: "No-op",
  config: z.strictObject({ facts: z.record(z.string(), z.json()).default({}) }),
  run: { queue: "control", cache: false },
  onReproduce: "repeat",
  example: {},
});
const counted = defineStep({
  ...common,
  kind: "test.counted",
  title: "Counted",
  config: z.strictObject({ value: z.string().default("x") }),
  run: { queue: "control" },
  onReproduce: "repeat",
  example: {},
});
const flaky = defineStep({
  ...common,
  kind: "test.flaky",
  title: "Fails at first",
  config: z.strictObject({
    failures: z.int().default(1),
    type: z.enum(["transient", "bad-data"]).default("transient"),
  }),
  run: { queue: "control", cache: false, attempts: 5 },
  onReproduce: "repeat",
  example: {},
});
const failingOnce = defineStep({
  ...common,
  kind: "test.failing-once",
  title: "Fails once",
  config: z.strictObject({ key: z.string() }),
  run: { queue: "control", cache: false, attempts: 1 },
  onReproduce: "repeat",
  example: { key: "a" },
});
const drifting = defineStep({
  ...common,
  kind: "test.drifting",
  title: "Drifts",
  config: z.strictObject({ by: z.number() }),
  run: { queue: "control", cache: false },
  onReproduce: "repeat",
  example: { by: 0 },
});
const failingLater = defineStep({
  ...common,
  kind: "test.failing-later",
  title: "Works once",
  config: z.strictObject({ key: z.string() }),
  run: { queue: "control", cache: false, attempts: 1 },
  onReproduce: "repeat",
  example: { key: "a" },
});
const slow = defineStep({
  ...common,
  kind: "test.slow",
  title: "Slow",
  config: z.strictObject({ ms: z.int().default(60_000) }),
  run: { queue: "control", cache: false, heartbeat: "6s" },
  onReproduce: "repeat",
  example: {},
});
const held = defineStep({
  ...common,
  kind: "test.held",
  title: "Goes on until it is let go",
  config: z.strictObject({}),
  run: { queue: "control", cache: false },
  onReproduce: "repeat",
  example: {},
});
const torn = defineStep({
  ...common,
  kind: "test.torn",
  title: "Fails when it is told to",
  config: z.strictObject({}),
  run: { queue: "control", cache: false },
  onReproduce: "repeat",
  example: {},
});
const ask = defineStep({
  ...common,
  kind: "test.ask",
  title: "Asks",
  config: z.strictObject({ refuse: z.array(z.string()).default([]) }),
  outputs: { yes: { type: "artifact", title: "Yes" }, no: { type: "artifact", title: "No" } },
  run: { queue: "control", cache: false },
  asks: "event",
  onReproduce: "repeat",
  example: {},
});

/** How often each node's function was entered, over all runs of this process. */
export const calls = new Map<string, number>();

/** Something that steps of a run wait for, in this process; also one that is recorded already and begins a moment later. */
function gate() {
  const opens = new EventEmitter();
  const open = new Set<string>();
  return {
    open: (runId: string) => {
      open.add(runId);
      opens.emit(runId);
    },
    passed: async (runId: string, signal?: AbortSignal) => {
      if (!open.has(runId)) await once(opens, runId, { signal });
    },
  };
}
const holding = gate();
const tearing = gate();

/** Lets the steps of kind `test.held` of a run come to their end. */
export const letGo = holding.open;

/** Makes the steps of kind `test.torn` of a run fail. */
export const tear = tearing.open;

const value = (meta: ArtifactRef["meta"] = {}): ArtifactRef => ({
  type: "artifact",
  hash: "0".repeat(64),
  bytes: 0,
  meta,
});

function count(node: string): number {
  const times = (calls.get(node) ?? 0) + 1;
  calls.set(node, times);
  return times;
}

export const testImplementations = [
  map,
  subpipeline,
  wait,
  implement(noop, ({ config }) => Promise.resolve({ out: value(config.facts) })),
  implement(counted, async ({ config, ctx }) => {
    const times = count(`${ctx.run.id}.${ctx.run.node}`);
    ctx.log("info", `call ${times}`);
    return { out: await ctx.artifacts.putJson({ value: config.value }, { type: "artifact" }) };
  }),
  implement(flaky, ({ config, ctx }) => {
    if (count(`${ctx.run.id}.${ctx.run.node}`) <= config.failures)
      throw new StepError(config.type, "The step fails as it was told.");
    return Promise.resolve({ out: value() });
  }),
  implement(failingOnce, async ({ config, ctx }) => {
    if (count(config.key) === 1) throw new StepError("bad-data", "The first time fails.");
    return { out: await ctx.artifacts.putJson({ key: config.key }, { type: "artifact" }) };
  }),
  implement(drifting, async ({ config, ctx }) => {
    const value = 1 + config.by * count(`drifting.${ctx.run.node}`);
    return { out: await ctx.artifacts.putJson({ value }, { type: "artifact" }) };
  }),
  implement(failingLater, async ({ config, ctx }) => {
    if (count(config.key) > 1) throw new StepError("bad-data", "It works the first time alone.");
    return { out: await ctx.artifacts.putJson({}, { type: "artifact" }) };
  }),
  implement(slow, async ({ config, ctx }) => {
    count(`${ctx.run.id}.${ctx.run.node}`);
    await sleep(config.ms, undefined, { signal: ctx.signal });
    return { out: value() };
  }),
  implement(held, async ({ ctx }) => {
    await holding.passed(ctx.run.id, ctx.signal);
    return { out: value() };
  }),
  implement(torn, async ({ ctx }) => {
    await tearing.passed(ctx.run.id);
    throw new StepError("bad-data", "It is torn.");
  }),
  implement(ask, ({ config, ctx }) => {
    const { event } = ctx;
    if (!event)
      return Promise.resolve({
        wait: () =>
          Promise.resolve({
            key: `ask:${ctx.run.node}`,
            refuse: config.refuse,
            waitingFor: "an answer",
          }),
      });
    const answer = event.payload["answer"] === "yes" ? "yes" : "no";
    return Promise.resolve({ [answer]: value() });
  }),
];

/** The test kinds, and all of the product's. */
export async function allImplementations(): Promise<StepImplementation[]> {
  const known = new Set(testImplementations.map(({ kind }) => kind));
  const product = await loadImplementations();
  return [...testImplementations, ...product.filter(({ kind }) => !known.has(kind))];
}

export const testRegistry = createRegistry([
  ...productSteps,
  ...([
    noop,
    counted,
    flaky,
    failingOnce,
    failingLater,
    drifting,
    slow,
    held,
    torn,
    ask,
  ] as unknown as StepDefinition[]),
]);
