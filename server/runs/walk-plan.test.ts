import assert from "node:assert/strict";
import { test } from "node:test";
import type { RunPlan } from "../../workflows/core/plan.ts";
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
