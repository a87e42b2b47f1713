import assert from "node:assert/strict";
import { test } from "node:test";
import type { RunTrigger } from "./run-trigger.ts";
import { factsInWords, triggerSentence, triggerWords } from "./trigger-words.ts";

const moment = (iso: string) => iso.slice(0, 10);

test("a schedule's run says which schedule, and when", () => {
  const trigger: RunTrigger = {
    type: "schedule",
    trigger: "trg_1",
    name: "nightly",
    schedule: { at: "2026-11-21T01:00:00.000Z" },
  };
  assert.equal(triggerSentence(trigger, moment), "Schedule 'nightly' at 2026-11-21");
  assert.deepEqual(
    triggerWords(trigger, moment).find(({ href }) => href),
    { text: "'nightly'", href: "/triggers/trg_1" },
  );
});

test("each kind of start has its sentence", () => {
  const fired = { trigger: "trg_1", name: "t" };
  const file = { name: "a.csv", source: "upload:ab/a.csv", hash: "ab", bytes: 8 };
  const cases: [RunTrigger, string][] = [
    [{ type: "person" }, "By hand, in the browser"],
    [{ type: "api" }, "By the command or the API"],
    [{ type: "person", ...fired }, "Trigger 't', fired by hand in the browser"],
    [{ type: "webhook", ...fired, webhook: { id: "msg_9", body: "ab" } }, "Webhook 't': key msg_9"],
    [
      {
        type: "dataset",
        ...fired,
        dataset: { name: "credit", version: 3, source: "dataset:credit@3" },
      },
      "Dataset trigger 't': version 3 of credit",
    ],
    [{ type: "folder", ...fired, file }, "Folder watch 't': file a.csv"],
    [
      { type: "pipeline", ...fired, run: { id: "run_1", pipeline: "load", status: "done" } },
      "Pipeline trigger 't': run_1 of load ended as done",
    ],
    [
      { type: "model", ...fired, model: { name: "credit", version: 2 } },
      "Model trigger 't': credit version 2 was approved",
    ],
    [{ type: "rerun", of: "run_1", mode: "all" }, "Rerun of run_1"],
    [{ type: "rerun", of: "run_1", mode: "failed" }, "Rerun of run_1, only what failed"],
    [{ type: "rerun", of: "run_1", mode: "from", from: "train" }, "Rerun of run_1 from train"],
    [{ type: "reproduce", of: "run_1" }, "Reproduction of run_1"],
    [
      { type: "subpipeline", run: "run_1", node: "child[3]" },
      "Sub-pipeline of run_1, step child[3]",
    ],
  ];
  for (const [trigger, sentence] of cases) assert.equal(triggerSentence(trigger, moment), sentence);
});

test("a backfill's run says who asked for it", () => {
  const facts = {
    schedule: { at: "2026-11-21T01:00:00.000Z" },
    backfill: { id: "backfill_1" },
    person: { id: "u_1", name: "Ada" },
  };
  assert.equal(
    triggerSentence({ type: "schedule", trigger: "trg_1", name: "nightly", ...facts }, moment),
    "Backfill by Ada: schedule 'nightly' at 2026-11-21",
  );
  assert.equal(factsInWords(facts, moment), "Backfill by Ada, at 2026-11-21");
});

test("a sub-pipeline's run links to the step that started it, not to one of its items", () => {
  const link = triggerWords({ type: "subpipeline", run: "run_1", node: "child[3]" }, moment)[1];
  assert.equal(link?.href, "/runs/run_1?step=child");
});

test("the facts of a firing stand alone as a sentence", () => {
  assert.equal(factsInWords({ webhook: { id: "msg_9", body: "ab" } }, moment), "Key msg_9");
  assert.equal(factsInWords({ person: { id: "u_1", name: "Ada" } }, moment), "By hand, by Ada");
  assert.equal(factsInWords({}, moment), "");
});
