import assert from "node:assert/strict";
import { test } from "node:test";
import { CompletionContext } from "@codemirror/autocomplete";
import { EditorState } from "@codemirror/state";
import { completeCel } from "./cel-completion.ts";
import { celResult } from "./cel-result.ts";
import { namesIn, type CelScope } from "./cel-scope.ts";

const scope: CelScope = {
  names: {
    params: { children: { least_auc: { detail: "number" } } },
    steps: {
      children: {
        evaluate: {
          detail: "Evaluate",
          children: { metrics: { children: namesIn({ metrics: { roc_auc: 0.78, f1: 0.6 } }) } },
        },
      },
    },
    run: { children: { status: {} } },
  },
  values: {
    params: { least_auc: 0.7 },
    steps: { evaluate: { metrics: { metrics: { roc_auc: 0.78, f1: 0.6 } } } },
    run: { status: "running" },
  },
  source: "values of run_1",
};

const offered = (text: string) => {
  const state = EditorState.create({ doc: text });
  const found = completeCel(scope, new CompletionContext(state, text.length, false));
  return found?.options.map(({ label }) => label) ?? [];
};

test("an expression's result with the values of a run is told as it is written", () => {
  const auc = "steps.evaluate.metrics.metrics.roc_auc";
  assert.deepEqual(celResult(`${auc} >= params.least_auc`, scope), {
    kind: "value",
    text: "true",
    holds: true,
  });
  assert.deepEqual(celResult(auc, scope), { kind: "value", text: "0.78", holds: null });
  assert.deepEqual(celResult("[1, 2].map(x, x + 1)", scope), {
    kind: "value",
    text: "[2, 3]",
    holds: null,
  });
  assert.deepEqual(celResult("  ", scope), { kind: "none" });
  assert.deepEqual(celResult("1 +", scope), { kind: "none" });
});

test("a name that cannot be is told apart from one that has no value yet", () => {
  const why = (text: string) => {
    const result = celResult(text, scope);
    return "why" in result ? [result.kind, result.why] : [result.kind];
  };
  assert.deepEqual(why("params.least_ac > 0.5"), [
    "error",
    "There is no param 'least_ac': did you mean 'least_auc'?",
  ]);
  assert.deepEqual(why("'steps.gone' == 'a'"), ["value"]);
  assert.match(why("steps.gone.metrics == 1.0")[1]!, /no step before this one 'gone'/);
  assert.deepEqual(why("steps.evaluate.metrics.metrics.pr_auc > 0.5"), [
    "unknown",
    "'pr_auc' has no value yet: the result shows when a run has given one.",
  ]);
  assert.match(why("params.least_auc * 2 > 1.0")[1]!, /write 2\.0 instead of 2/);
  for (const divisor of ["2", "2.0"])
    assert.match(why(`params.least_auc % ${divisor} == 0`)[1]!, /write int\(…\) around them/);
});

test("what may follow is offered: roots and functions, then what is in the name before the dot", () => {
  assert.ok(["params", "steps", "has"].every((name) => offered("s").includes(name)));
  assert.deepEqual(offered("params."), ["least_auc"]);
  assert.deepEqual(offered("1.0 < steps.evaluate.metrics.metrics.r"), ["roc_auc", "f1"]);
  assert.ok(offered("params.least_auc.").includes("contains"));
});
