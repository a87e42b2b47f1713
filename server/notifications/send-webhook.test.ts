import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { Webhook } from "standardwebhooks";
import { startReceiver } from "../../test/support/receiver.ts";
import type { WebhookMessage } from "../../workflows/core/outgoing-message.ts";
import { StepError } from "../../workflows/core/step-error.ts";
import { NotTaken } from "./not-taken.ts";
import { sendWebhook } from "./send-webhook.ts";

before(() => {
  process.env["PENSTOCK_ALLOW_HOSTS"] = "localhost";
});
after(() => delete process.env["PENSTOCK_ALLOW_HOSTS"]);

const SIGNING = `whsec_${Buffer.from("a key of thirty-two bytes, really").toString("base64")}`;
const secrets: Record<string, string> = {
  signing: SIGNING,
  token: "Bearer hunter2hunter2",
  broken: "two\r\nlines",
  word: "not base64 at all!",
};
const message = (url: string, more: Partial<WebhookMessage> = {}): WebhookMessage => ({
  channel: "webhook",
  to: { url },
  contentType: "application/json",
  body: '{"type":"run.failed"}',
  headers: [],
  signingSecret: null,
  timeoutMs: 5_000,
  ...more,
});
const send = (what: WebhookMessage) =>
  sendWebhook(what, {
    id: "msg_1",
    secret: async (name) => secrets[name]!,
    clean: (text) => text.replaceAll("hunter2", "•••"),
    left: [],
    signal: new AbortController().signal,
  });

test("a receiver verifies the signature with its own copy of the secret, and no other", async () => {
  const receiver = await startReceiver([{ status: 200, body: "thanks\n" }]);
  const receipt = await send(
    message(`${receiver.url}/hook?x=1`, {
      signingSecret: "signing",
      headers: [
        { name: "Authorization", value: { secret: "token" } },
        { name: "X-Team", value: "risk" },
      ],
    }),
  );
  assert.deepEqual(receipt, { status: 200, response: "thanks" });
  const [{ path, headers, body }] = receiver.received as [(typeof receiver.received)[number]];
  assert.equal(path, "/hook?x=1");
  assert.equal(headers["authorization"], "Bearer hunter2hunter2");
  assert.equal(headers["x-team"], "risk");
  assert.equal(headers["webhook-id"], "msg_1");
  const given = headers as Record<string, string>;
  assert.deepEqual(new Webhook(SIGNING).verify(body, given), { type: "run.failed" });
  const other = new Webhook(Buffer.from("another key").toString("base64"));
  assert.throws(() => other.verify(body, given), /No matching signature/);
  assert.throws(() => new Webhook(SIGNING).verify(`${body} `, given), /No matching signature/);
  await receiver.close();
});

const REFUSALS: [
  status: number,
  headers: Record<string, string>,
  retry: boolean,
  after?: number,
][] = [
  [400, {}, false],
  [401, {}, false],
  [404, {}, false],
  [410, {}, false],
  [301, { location: "https://elsewhere.example.com" }, false],
  [408, {}, true],
  [429, {}, true],
  [429, { "retry-after": "7" }, true, 7_000],
  [503, { "retry-after": "86400" }, true],
  [503, { "retry-after": "soon" }, true],
  [500, {}, true],
  [502, {}, true],
];
for (const [status, headers, retry, after] of REFUSALS)
  test(`an answer of ${status} ${JSON.stringify(headers)} is ${retry ? "" : "not "}worth another attempt`, async () => {
    const receiver = await startReceiver([{ status, headers, body: "no" }]);
    await assert.rejects(send(message(receiver.url)), (error) => {
      assert.ok(error instanceof NotTaken);
      assert.equal(error.retryable, retry);
      assert.equal(error.status, status);
      assert.equal(error.retryAfterMs, after);
      return true;
    });
    assert.equal(receiver.received.length, 1);
    await receiver.close();
  });

test("a Retry-After that names a moment is respected", async () => {
  const at = new Date(Date.now() + 60_000).toUTCString();
  const receiver = await startReceiver([{ status: 429, headers: { "retry-after": at } }]);
  await assert.rejects(
    send(message(receiver.url)),
    ({ retryAfterMs }: NotTaken) => retryAfterMs! > 50_000 && retryAfterMs! <= 60_000,
  );
  await receiver.close();
});

test("what is no address, no signing secret or no header is refused without showing the secret", async () => {
  const url = "http://localhost:1";
  const wrong: [WebhookMessage, RegExp][] = [
    [message("here"), /'here' is no address/],
    [message("ftp://example.com/x"), /http:\/\//],
    [message(url, { to: { secret: "word" } }), /The secret 'word' holds no address/],
    [message(url, { signingSecret: "word" }), /The secret 'word' is no signing secret/],
    [
      message(url, { headers: [{ name: "x", value: { secret: "broken" } }] }),
      /The secret 'broken' cannot stand in a header/,
    ],
  ];
  for (const [what, words] of wrong)
    await assert.rejects(send(what), (error) => {
      assert.ok(error instanceof StepError && error.type === "bad-config");
      assert.match(error.message, words);
      assert.ok(!error.message.includes("base64 at all") && !error.message.includes("two"));
      return true;
    });
});
