import assert from "node:assert/strict";
import { test } from "node:test";
import type { MailMessage, WebhookMessage } from "../../workflows/core/outgoing-message.ts";
import { subjectOf, targetOf } from "./outline.ts";

const webhook = (to: WebhookMessage["to"], body = "{}"): WebhookMessage => ({
  channel: "webhook",
  to,
  contentType: "application/json",
  body,
  headers: [],
  signingSecret: null,
  timeoutMs: 1,
});

test("where a message goes is told without user, password, query and secret", () => {
  const targets: [WebhookMessage["to"], string][] = [
    [
      { url: "https://me:hunter2@hooks.example.com/a/b?token=x#y" },
      "https://hooks.example.com/a/b",
    ],
    [{ url: "http://localhost:8025/" }, "http://localhost:8025/"],
    [{ secret: "hook" }, "secret 'hook'"],
    [{ url: "http://me:hunter2@ nowhere?token=x" }, "http: nowhere"],
  ];
  for (const [to, target] of targets) assert.equal(targetOf(webhook(to)), target);
  const mail = { channel: "email", to: ["a@b.example"], cc: ["c@d.example"] } as MailMessage;
  assert.equal(targetOf(mail), "a@b.example, c@d.example");
});

test("what a message is about is its event, its text, or how it begins", () => {
  const to = { secret: "hook" };
  const subjects: [string, string][] = [
    ['{"type": "run.failed", "data": {}}', "run.failed"],
    ['{"text": "*credit*:\\n failed"}', "*credit*: failed"],
    ['{"other":\n 1}', '{"other": 1}'],
    ["[1]", "[1]"],
    ["null", "null"],
    ["no json", "no json"],
    [`"${"x".repeat(300)}"`, `"${"x".repeat(119)}…`],
    [`{"text":"${"x".repeat(119)}😀"}`, `${"x".repeat(119)}\uFFFD…`],
    ['{"text":"a\\u0000b"}', "a\\0b"],
  ];
  for (const [body, subject] of subjects) assert.equal(subjectOf(webhook(to, body)), subject);
});
