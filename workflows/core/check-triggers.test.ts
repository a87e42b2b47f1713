import assert from "node:assert/strict";
import { test } from "node:test";
import { checkTriggers } from "./check-triggers.ts";
import { documentSchema } from "./document.ts";

const PARAMS = {
  rows: { type: "integer", default: 1 },
  source: { type: "string" },
};

function problems(trigger: object, more: object = {}) {
  const document = documentSchema.parse({
    apiVersion: "penstock/v1",
    name: "loans",
    nodes: [],
    triggers: [trigger],
    ...more,
  });
  return checkTriggers(document).map(({ code, anchor }) => [code, anchor.field]);
}

const cases: [string, object, object, string[][]][] = [
  ["a plain schedule is right", { type: "schedule", cron: "30 6 * * mon-fri" }, {}, []],
  ["a shorthand is right", { type: "schedule", cron: "@daily", timezone: "Europe/Berlin" }, {}, []],
  ["a cron of four fields", { type: "schedule", cron: "* * * *" }, {}, [["P061", "cron"]]],
  ["a cron with a 61st minute", { type: "schedule", cron: "61 * * * *" }, {}, [["P061", "cron"]]],
  ["a cron that runs backwards", { type: "schedule", cron: "* 9-5 * * *" }, {}, [["P061", "cron"]]],
  ["a day no month has", { type: "schedule", cron: "0 0 31 feb *" }, {}, [["P061", "cron"]]],
  ["days of both kinds", { type: "schedule", cron: "0 0 13 * fri" }, {}, [["P061", "cron"]]],
  [
    "a calendar day no month has",
    { type: "calendar", days: [30], months: [2] },
    {},
    [["P061", "days"]],
  ],
  [
    "days of both kinds in a calendar",
    { type: "calendar", days: [13], weekdays: ["friday"] },
    {},
    [],
  ],
  [
    "a time zone that is none",
    { type: "calendar", timezone: "Mars/Olympus" },
    {},
    [["P062", "timezone"]],
  ],
  [
    "a time zone in another spelling",
    { type: "calendar", timezone: "europe/berlin" },
    {},
    [["P062", "timezone"]],
  ],
  ["an offset for a zone", { type: "calendar", timezone: "+01:00" }, {}, [["P062", "timezone"]]],
  ["an interval of nothing", { type: "interval", every: "0s" }, {}, [["P063", "every"]]],
  [
    "an offset beyond the interval",
    { type: "interval", every: "1h", offset: "90m" },
    {},
    [["P063", "offset"]],
  ],
  [
    "a catch-up window too short for Temporal",
    { type: "interval", every: "1h", catchUp: "5s" },
    {},
    [["P063", "catchUp"]],
  ],
  [
    "a param that is not declared",
    { type: "webhook", params: { colour: "red" } },
    {},
    [["P064", "params.colour"]],
  ],
  [
    "a param of another type",
    { type: "webhook", params: { rows: "many" } },
    { params: PARAMS },
    [["P064", "params.rows"]],
  ],
  ["a param nobody gives", { type: "model", model: "m" }, { params: PARAMS }, [["P064", "params"]]],
  ["a param the webhook's sender gives", { type: "webhook" }, { params: PARAMS }, []],
  [
    "a fact of the trigger",
    { type: "folder", path: "in", params: { source: "${file.source}" } },
    { params: PARAMS },
    [],
  ],
  [
    "a fact of another type of trigger",
    { type: "dataset", dataset: "d", params: { source: "${file.source}" } },
    { params: PARAMS },
    [["P066", "params.source"]],
  ],
  [
    "a pattern with a slash",
    { type: "folder", path: "in", pattern: "a/*.csv" },
    {},
    [["P065", "pattern"]],
  ],
  [
    "a pattern half open",
    { type: "folder", path: "in", pattern: "*.{csv" },
    {},
    [["P065", "pattern"]],
  ],
  ["a folder further up", { type: "folder", path: "in/../../etc" }, {}, [["P065", "path"]]],
  ["a pipeline after itself", { type: "pipeline", pipeline: "loans" }, {}, [["P067", "pipeline"]]],
  [
    "a pipeline that is tried again",
    { type: "pipeline", pipeline: "loans", states: ["failed"] },
    {},
    [],
  ],
];
for (const [name, trigger, document, expected] of cases)
  test(name, () =>
    assert.deepEqual(
      problems({ id: "t", ...trigger }, document),
      expected.map(([code, field]) => [code, `triggers.0.${field}`]),
    ),
  );

test("ids are identifiers, each of them once", () => {
  const hook = { id: "hook", type: "webhook" };
  const ids = (triggers: object[]) => problems(hook, { triggers }).map(([, field]) => field);
  assert.deepEqual(ids([hook, { ...hook, id: "Hook-2" }, hook]), [
    "triggers.1.id",
    "triggers.2.id",
  ]);
});
