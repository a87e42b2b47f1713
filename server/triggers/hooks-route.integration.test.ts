import assert from "node:assert/strict";
import { before, test } from "node:test";
import { eq } from "drizzle-orm";
import { Webhook } from "standardwebhooks";
import { run } from "../../db/schema/runs.ts";
import { startTestEngine, type TestEngine } from "../../test/support/engine.ts";
import { publishTest } from "../../test/support/published.ts";
import { testServers } from "../../test/support/servers.ts";
import { get } from "./get.ts";
import { rotateSecret } from "./rotate-secret.ts";

let engine: TestEngine;
let post: (body: string, headers?: Record<string, string>, to?: string) => Promise<Response>;
let secret: string;
before(async () => {
  engine = await startTestEngine();
  Object.assign(process.env, {
    DATABASE_URL: engine.database.url,
    TEMPORAL_ADDRESS: (await testServers()).temporalAddress,
    TEMPORAL_NAMESPACE: engine.client.options.namespace,
    PENSTOCK_HOME: engine.home,
    PENSTOCK_SECRET: "a secret for the tests, long enough to be one",
  });
  await publishTest(engine.as.designer, {
    name: "route",
    nodes: [{ id: "pause", kind: "control.wait", config: { for: "1s" } }],
    triggers: [{ id: "hook", type: "webhook" }],
  });
  const { id } = await get(engine.as.designer, { id: "route/hook" });
  ({ secret } = await rotateSecret(engine.as.designer, { id, graceHours: 0 }));
  const { POST } = await import("../../app/api/hooks/[id]/route.ts");
  post = (body, headers = {}, to = id) =>
    POST(new Request(`http://localhost/api/hooks/${to}`, { method: "POST", body, headers }), {
      params: Promise.resolve({ id: to }),
    });
});

function signed(key: string, body: string) {
  const at = new Date();
  return {
    "webhook-id": key,
    "webhook-timestamp": String(Math.floor(at.getTime() / 1_000)),
    "webhook-signature": new Webhook(secret).sign(key, at, body),
  };
}

test("the address answers with the run it started, and with the same when it is called again", async () => {
  const first = await post("{}", signed("r1", "{}"));
  assert.equal(first.status, 202);
  const { runId, repeated } = (await first.json()) as { runId: string; repeated: boolean };
  assert.equal(repeated, false);
  const [row] = await engine.database.db.select().from(run).where(eq(run.id, runId));
  assert.equal(row!.trigger.type, "webhook");
  const again = await post("{}", signed("r1", "{}"));
  assert.equal(again.status, 200);
  assert.deepEqual(await again.json(), { runId, repeated: true });
});

test("what is refused has a status and a sentence, and no more", async () => {
  const large = "x".repeat(300_000);
  const cases: [Promise<Response>, number][] = [
    [post("{}", signed("r2", "{ }")), 401],
    [post("{}"), 401],
    [post("[", signed("r3", "[")), 400],
    [post(large, signed("r4", large)), 413],
    [post('{"a":1}', signed("r1", '{"a":1}')), 409],
    [post("{}", signed("r5", "{}"), "trg_0000000000000000"), 404],
    [post("{}", signed("r6", "{}"), "\0"), 400],
  ];
  for (const [answer, status] of cases) {
    const response = await answer;
    const body = (await response.json()) as { error: string };
    assert.equal(response.status, status, body.error);
    assert.match(body.error, /^[A-Z].*\.$/);
    assert.ok(!("stack" in body));
  }
});
