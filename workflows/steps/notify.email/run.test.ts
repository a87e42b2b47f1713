import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { startMailbox, type Mailbox } from "../../../test/support/mailbox.ts";
import {
  runStep,
  stepFixture,
  type StepFixtureOptions,
} from "../../../test/support/step-context.ts";
import { StepError } from "../../core/step-error.ts";
import email from "./run.ts";
import { step } from "./step.ts";

let mailbox: Mailbox;
before(async () => {
  mailbox = await startMailbox();
  process.env["PENSTOCK_SMTP_URL"] = `smtp://127.0.0.1:${mailbox.port}`;
  process.env["PENSTOCK_MAIL_FROM"] = "penstock@bank.example";
});
after(async () => {
  delete process.env["PENSTOCK_SMTP_URL"];
  delete process.env["PENSTOCK_MAIL_FROM"];
  await mailbox.close();
});

async function send(config: Record<string, unknown>, options: StepFixtureOptions = {}) {
  const fixture = await stepFixture(options);
  try {
    return await runStep(email, fixture.ctx, { to: ["risk@bank.example"], ...config });
  } finally {
    await fixture.close();
  }
}

test("an e-mail tells how the run stands and where to look", async () => {
  const ending = { status: "failed" as const, error: "Out of memory.", failed: ["train"] };
  const { delivery } = await send({ cc: ["ops@bank.example"] }, { run: { ending } });
  const [mail] = mailbox.received.splice(0);
  assert.deepEqual(mail!.to, ["risk@bank.example", "ops@bank.example"]);
  assert.match(mail!.raw, /^Subject: test: failed\r$/m);
  assert.match(mail!.raw, /test is failed\.\r\n\r\nOut of memory\.\r\n/);
  assert.match(mail!.raw, /http:\/\/localhost:3000\/runs\/run_test/);
  assert.equal(delivery!.meta["target"], "risk@bank.example, ops@bank.example");
  assert.equal(delivery!.meta["subject"], "test: failed");
});

test("a subject or a sender that would begin another header is refused", async () => {
  const params = { name: "x\r\nBcc: everybody@bank.example" };
  const refused = (error: unknown) =>
    error instanceof StepError && error.type === "bad-config" && /one line/.test(error.message);
  await assert.rejects(send({ subject: "{{ params.name }}" }, { runSummary: { params } }), refused);
  for (const more of [
    { from: "a@b.example\r\nBcc: c@d.example" },
    { to: ["a@b.example, c@d.example"] },
    { to: ["a@b.example\r\nBcc: c@d.example"] },
    { to: ["<a@b.example>"] },
    { cc: ["nobody"] },
    { to: [] },
  ])
    assert.ok(
      !step.config.safeParse({ to: ["risk@bank.example"], ...more }).success,
      JSON.stringify(more),
    );
  assert.deepEqual(mailbox.received, []);
});

test("an address may wait for a param", () => {
  assert.ok(step.config.safeParse({ to: ["${params.reviewer}"] }).success);
});
