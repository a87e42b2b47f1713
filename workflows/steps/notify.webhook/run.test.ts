import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { startReceiver } from "../../../test/support/receiver.ts";
import {
  runStep,
  stepFixture,
  type StepFixtureOptions,
} from "../../../test/support/step-context.ts";
import type { ArtifactRef } from "../../core/artifact.ts";
import type { RunEnding } from "../../core/step-context.ts";
import { StepError } from "../../core/step-error.ts";
import webhook from "./run.ts";
import { step } from "./step.ts";

before(() => {
  process.env["PENSTOCK_ALLOW_HOSTS"] = "localhost";
});
after(() => delete process.env["PENSTOCK_ALLOW_HOSTS"]);

const evaluation: ArtifactRef = {
  type: "evaluation",
  hash: "e".repeat(64),
  bytes: 7,
  meta: { metrics: { roc_auc: 0.81 } },
};
const ending: RunEnding = {
  status: "failed",
  error: 'The check "age" failed.',
  failed: ["check", "train"],
};
const ENDED = { ending };

/** Sends with the config, and gives what arrived and the step's output. */
async function sent(
  config: Record<string, unknown>,
  inputs: Record<string, ArtifactRef[]> = {},
  options: StepFixtureOptions = {},
) {
  const receiver = await startReceiver();
  const fixture = await stepFixture({ runSummary: { params: { month: 7 } }, ...options });
  try {
    const outputs = await runStep(webhook, fixture.ctx, { url: receiver.url, ...config }, inputs);
    assert.equal(receiver.received.length, 1);
    return { ...receiver.received[0]!, delivery: outputs["delivery"]! };
  } finally {
    await receiver.close();
    await fixture.close();
  }
}

test("without a body of its own, all about the run is sent as JSON", async () => {
  const { body, headers, delivery } = await sent({}, { value: [evaluation] }, { run: ENDED });
  const { type, timestamp, data } = JSON.parse(body) as Record<string, unknown>;
  assert.equal(type, "run.failed");
  assert.ok(Date.parse(String(timestamp)) > 0);
  assert.deepEqual(data, {
    run: {
      id: "run_test",
      pipeline: "test",
      url: "http://localhost:3000/runs/run_test",
      startedBy: "Dana Designer",
      ...ending,
    },
    params: { month: 7 },
    input: { metrics: { roc_auc: 0.81 } },
    inputs: [{ metrics: { roc_auc: 0.81 } }],
  });
  assert.equal(headers["content-type"], "application/json");
  assert.equal(delivery.meta["channel"], "webhook");
  assert.equal(delivery.meta["attempts"], 1);
});

test("a body is a template over the run, its params and what comes in", async () => {
  const { body } = await sent(
    {
      body: '{"why": {{ run.error | json }}, "nodes": "{{ run.failed | join: "+" }}", "auc": {{ input.metrics.roc_auc }}, "month": {{ params.month }}}',
    },
    { value: [evaluation] },
    { run: ENDED },
  );
  assert.deepEqual(JSON.parse(body), {
    why: ending.error,
    nodes: "check+train",
    auc: 0.81,
    month: 7,
  });
});

test("Slack's shape has the text in it, whatever its quotes", async () => {
  const { body } = await sent({ format: "slack" }, {}, { run: ENDED });
  assert.deepEqual(JSON.parse(body), {
    text: '*test*: failed. The check "age" failed. http://localhost:3000/runs/run_test',
  });
  const own = await sent({ format: "slack", body: "{{ run.status }}!" });
  assert.deepEqual(JSON.parse(own.body), { text: "running!" });
});

test("an address and a header may be secrets", async () => {
  const receiver = await startReceiver();
  const fixture = await stepFixture({
    secrets: { hook: `${receiver.url}/services/T0/B0/xyz`, token: "Bearer hunter2" },
  });
  const headers = [{ name: "authorization", secret: "token" }];
  const outputs = await runStep(webhook, fixture.ctx, { urlSecret: "hook", headers });
  assert.equal(receiver.received[0]!.path, "/services/T0/B0/xyz");
  assert.equal(receiver.received[0]!.headers["authorization"], "Bearer hunter2");
  const said = JSON.stringify([outputs, fixture.logs, fixture.sent]);
  assert.ok(!said.includes("xyz") && !said.includes("hunter2"));
  await receiver.close();
  await fixture.close();
});

const WRONG: [template: string, words: RegExp][] = [
  ["{{ run.nope }}", /undefined variable: run\.nope \(line 1, column 4\)/],
  ["{{ params.nope }}", /undefined variable/],
  ["{{ run.id | shout }}", /undefined filter: shout/],
  ["{% if %}", /line 1/],
  ["{{ run.constructor.constructor }}", /undefined variable/],
  ["{% include '/etc/passwd' %}", /tag "include" not found/],
  ["{% render '/etc/passwd' %}", /tag "render" not found/],
  ["{% layout '/etc/passwd' %}", /tag "layout" not found/],
  ["{% for i in (1..1000000000) %}x{% endfor %}", /memory alloc limit/],
  [
    "{% for i in (1..99999) %}{% for j in (1..99999) %}{{ i }}{% endfor %}{% endfor %}",
    /render limit/,
  ],
  ['{"error": {{ run.error }}}', /not JSON once it is filled in.*filter json/],
];
for (const [template, words] of WRONG)
  test(`the template ${template.slice(0, 50)} is refused with what is wrong`, async () => {
    await assert.rejects(sent({ body: template }, {}, { run: ENDED }), (error) => {
      assert.ok(error instanceof StepError && error.type === "bad-config");
      assert.match(error.message, words);
      return true;
    });
  });

test("a config names one address, and no header that Penstock sets itself", () => {
  const url = "https://example.com";
  assert.ok(step.config.safeParse({ url }).success);
  assert.ok(step.config.safeParse({ url: "https://${params.host}/x" }).success);
  const wrong = [
    {},
    { url, urlSecret: "hook" },
    { url: "file:///etc/passwd" },
    { urlSecret: "https://hooks.slack.com/services/1" },
    { url, headers: [{ name: "Webhook-Id", value: "1" }] },
    { url, headers: [{ name: "Host", value: "inner" }] },
    { url, headers: [{ name: "a b", value: "1" }] },
    { url, headers: [{ name: "x", value: "a\r\nb: c" }] },
    { url, headers: [{ name: "x" }] },
    { url, headers: [{ name: "x", value: "1", secret: "s" }] },
    { url, timeoutSeconds: 600 },
  ];
  for (const config of wrong)
    assert.ok(!step.config.safeParse(config).success, JSON.stringify(config));
});
