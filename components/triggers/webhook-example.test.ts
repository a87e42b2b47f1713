import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { randomBytes } from "node:crypto";
import { test } from "node:test";
import { Webhook } from "standardwebhooks";
import { webhookExample } from "./webhook-example.ts";

test("the example that people copy signs its call as the receiver checks it", () => {
  const secret = `whsec_${randomBytes(32).toString("base64")}`;
  const script = webhookExample("http://localhost/api/hooks/trg_a")
    .replace("whsec_…", secret)
    // Says its headers and body instead of sending them.
    .replace(/^curl .*\\$/m, "printf '%s\\n' \\");
  const said = execFileSync("bash", ["-c", script], { encoding: "utf8" });
  const header = (name: string) => new RegExp(`^${name}: (.*)$`, "m").exec(said)![1]!;
  const body = /^\{.*\}$/m.exec(said)![0];
  const headers = Object.fromEntries(
    ["webhook-id", "webhook-timestamp", "webhook-signature"].map((name) => [name, header(name)]),
  );
  assert.doesNotThrow(() => new Webhook(secret).verify(body, headers));
  assert.throws(() => new Webhook(secret).verify(`${body} `, headers));
});
