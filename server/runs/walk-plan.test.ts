import assert from "node:assert/strict";
import { test } from "node:test";
import type { PlanNode, RunPlan } from "../../workflows/core/plan.ts";
import type { Ctx } from "../context.ts";
import { walkPlan } from "./walk-plan.ts";

async function willOf(when: string): Promise<string> {
  const node = { id: "a", when, needs: {}, required: [], mode: "activity", cache: false };
  const params = { list: Array.from({ length: 500 }, (_, index) => index) };
  const plan = { format: 1, pipeline: "p", params, nodes: [node] } as unknown as RunPlan;
  return (await walkPlan({} as Ctx, plan)).get("a")!.will;
}

test("a condition that takes long is left to the run", async () => {
  assert.equal(await willOf("params.list.all(a, a >= 0.0)"), "run");
  assert.equal(await willOf("params.list.exists(a, a < 0.0)"), "skip");
  assert.equal(await willOf("params.list.all(a, params.list.all(b, a + b >= 0.0))"), "open");
});

test("branches and joins go the way that they would go in a run", async () => {
  const node = (id: string, mode: PlanNode["mode"], more: Partial<PlanNode> = {}) =>
    ({
      id,
      mode,
      when: null,
      needs: {},
      required: [],
      config: {},
      cache: false,
      ...more,
    }) as PlanNode;
  const on = (input: string, ...ends: string[]) => ({
    needs: {
      [input]: ends.map((end) => {
        const [from, port] = end.split(".") as [string, string];
        return { node: from, port };
      }),
    },
    required: [input],
  });
  const out = { type: "metrics" as const, hash: "1", bytes: 1, meta: { auc: 0.75 } };
  const cases = [
    { name: "good", when: "input.auc >= 0.8" },
    { name: "fair", when: "steps.score.out.auc >= params.least" },
  ];
  const nodes = [
    node("score", "activity", { pinned: { run: "run_1", outputs: { out } } }),
    node("check", "condition", {
      config: { expression: "input.auc > 0.9" },
      ...on("value", "score.out"),
    }),
    node("yes", "activity", on("in", "check.true")),
    node("behind", "activity", on("in", "yes.out")),
    node("no", "activity", on("in", "check.false")),
    node("which", "switch", { config: { cases }, ...on("value", "score.out") }),
    node("either", "join", { join: "any", ...on("in", "which.good", "which.fair") }),
    node("late", "join", { join: "any", ...on("in", "no.out", "which.fair") }),
  ];
  const plan: RunPlan = { format: 1, pipeline: "p", params: { least: 0.7 }, nodes };
  const found = await walkPlan({} as Ctx, plan);
  assert.deepEqual(
    [...found].map(([id, { will, why }]) => `${id} ${will}: ${why}`),
    [
      "score pinned: it is pinned",
      "check run: goes to 'false'",
      "yes skip: nothing arrives at its input 'in'",
      "behind skip: nothing arrives at its input 'in'",
      "no run: its kind of step, or its policy, never reuses a result",
      "which run: goes to 'fair'",
      "either run: passes on what comes in",
      "late open: it depends on what 'no' gives",
    ],
  );
  assert.deepEqual(found.get("either")!.outputs, { out });
});
