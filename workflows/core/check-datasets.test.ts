import assert from "node:assert/strict";
import { test } from "node:test";
import { registry } from "../steps/index.ts";
import { compile } from "./compile.ts";

/** What is said of a trigger on the dataset of that name, where 'applicants' and 'churn' are there. */
function said(
  dataset: string,
  datasets: ReadonlySet<string> | null = new Set(["applicants", "churn"]),
) {
  const document = {
    apiVersion: "penstock/v1",
    name: "p",
    nodes: [{ id: "nap", kind: "control.wait", config: { for: "1s" } }],
    triggers: [
      { id: "hook", type: "webhook" },
      { id: "grown", type: "dataset", dataset },
    ],
  };
  const { plan, problems } = compile(document, registry, datasets ? { datasets } : {});
  return { plan, problems: problems.filter(({ code }) => code === "P076") };
}

test("a trigger on a dataset that is not there is a warning at its field, with the near name", () => {
  const { plan, problems } = said("aplicants");
  assert.ok(plan);
  assert.deepEqual(problems, [
    {
      code: "P076",
      severity: "warning",
      message: "There is no dataset 'aplicants' in this workspace; did you mean 'applicants'?",
      anchor: { field: "triggers.1.dataset" },
    },
  ]);
  assert.match(said("quite-another-thing").problems[0]!.message, /; the trigger starts nothing/);
});

test("nothing is said of one that is there or not chosen yet, nor where the datasets are not known", () => {
  assert.deepEqual(said("churn").problems, []);
  assert.deepEqual(said("").problems, []);
  assert.deepEqual(said("aplicants", null).problems, []);
});
