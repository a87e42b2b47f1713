import assert from "node:assert/strict";
import { afterEach, test } from "node:test";
import { startMailbox } from "../../test/support/mailbox.ts";
import type { MailMessage } from "../../workflows/core/outgoing-message.ts";
import { StepError } from "../../workflows/core/step-error.ts";
import { NotTaken } from "./not-taken.ts";
import { sendMail } from "./send-mail.ts";

const VARIABLES = ["PENSTOCK_ALLOW_HOSTS", "PENSTOCK_SMTP_URL", "PENSTOCK_MAIL_FROM"];
afterEach(() => {
  for (const name of VARIABLES) delete process.env[name];
});

const message = (more: Partial<MailMessage> = {}): MailMessage => ({
  channel: "email",
  server: null,
  from: "Penstock <penstock@bank.example>",
  to: ["risk@bank.example"],
  cc: [],
  subject: "credit-risk: failed – Prüfung",
  body: "The check has failed.\nhttps://penstock.bank.example/runs/run_1\n",
  timeoutMs: 5_000,
  ...more,
});
const send = (what: MailMessage, secrets: Record<string, string> = {}, left: string[] = []) =>
  sendMail(what, {
    id: "msg_1",
    secret: async (name) => secrets[name]!,
    left,
    signal: new AbortController().signal,
  });
const failsAs = (type: string, words: RegExp) => (error: unknown) => {
  assert.ok(error instanceof StepError, String(error));
  assert.equal(error.type, type);
  assert.match(error.message, words);
  assert.ok(!error.message.includes("hunter2"));
  return true;
};

test("an e-mail reaches everybody it names, with an id that stays the same", async () => {
  const mailbox = await startMailbox();
  process.env["PENSTOCK_SMTP_URL"] = `smtp://127.0.0.1:${mailbox.port}`;
  const { status } = await send(message({ cc: ["audit@bank.example"] }));
  assert.equal(status, 250);
  await send(message({ from: null, cc: [] })).catch(() => undefined);
  process.env["PENSTOCK_MAIL_FROM"] = "ml@bank.example";
  await send(message({ from: null }));
  const [first, second] = mailbox.received;
  assert.equal(mailbox.received.length, 2, "without a sender nothing goes out");
  assert.deepEqual(first!.to, ["risk@bank.example", "audit@bank.example"]);
  assert.match(first!.raw, /^Message-ID: <msg_1@bank\.example>\r$/m);
  assert.match(first!.raw, /^Cc: audit@bank\.example\r$/m);
  assert.match(first!.raw, /^Subject: =\?UTF-8\?/m);
  assert.match(first!.raw, /The check has failed\.\r\nhttps:/);
  assert.equal(second!.from, "ml@bank.example");
  await mailbox.close();
});

test("the server and its password come from a secret, and must lie outside or be allowed", async () => {
  const mailbox = await startMailbox({ password: "hunter2/&" });
  const secrets = {
    right: `smtp://penstock:hunter2%2F%26@localhost:${mailbox.port}`,
    wrong: `smtp://penstock:hunter2@localhost:${mailbox.port}`,
    number: `smtp://penstock:hunter2@2130706433:${mailbox.port}`,
  };
  for (const server of ["right", "number"])
    await assert.rejects(
      send(message({ server }), secrets),
      failsAs("not-allowed", /inside this network/),
    );
  process.env["PENSTOCK_ALLOW_HOSTS"] = `localhost:${mailbox.port}`;
  await send(message({ server: "right" }), secrets);
  assert.equal(mailbox.received[0]!.user, "penstock");
  await mailbox.close();
});

test("a wrong password and a refused receiver are for good, a full mailbox is for now", async () => {
  const mailbox = await startMailbox({
    password: "right",
    refusals: new Map([
      ["gone@bank.example", [550, "No such user"]],
      ["full@bank.example", [452, "Mailbox full"]],
    ]),
  });
  process.env["PENSTOCK_SMTP_URL"] = `smtp://u:wrong@127.0.0.1:${mailbox.port}`;
  await assert.rejects(send(message()), failsAs("bad-config", /refused the message: 535/));
  process.env["PENSTOCK_SMTP_URL"] = `smtp://u:right@127.0.0.1:${mailbox.port}`;
  await assert.rejects(
    send(message({ to: ["gone@bank.example"] })),
    failsAs("bad-config", /No such user/),
  );
  await assert.rejects(
    send(message({ to: ["full@bank.example"] })),
    failsAs("transient", /Mailbox full/),
  );
  assert.equal(mailbox.received.length, 0);
  await mailbox.close();
  await assert.rejects(send(message()), failsAs("transient", /could not be reached/));
});

test("receivers that are refused while others have the message are named, and sent to alone", async () => {
  const refusals = new Map<string, [code: number, text: string]>();
  const mailbox = await startMailbox({ refusals });
  process.env["PENSTOCK_SMTP_URL"] = `smtp://127.0.0.1:${mailbox.port}`;
  const everybody = message({
    to: ["dana@bank.example", "full@bank.example"],
    cc: ["gone@bank.example"],
  });
  const refuse = (...codes: [to: string, code: number][]) => {
    for (const [to, code] of codes) refusals.set(`${to}@bank.example`, [code, `No ${to}`]);
  };
  const refuses =
    (retry: boolean, ...refused: string[]) =>
    (error: unknown) => {
      assert.ok(error instanceof NotTaken);
      assert.deepEqual(
        error.refused,
        refused.map((to) => `${to}@bank.example`),
      );
      assert.equal(error.retryable, retry);
      for (const to of refused)
        assert.match(
          error.message,
          new RegExp(`but not for .*${to}@bank.example \\(.* No ${to}\\)`),
        );
      return true;
    };
  refuse(["full", 452], ["gone", 550]);
  await assert.rejects(send(everybody), refuses(true, "full", "gone"));
  const left = ["full@bank.example", "gone@bank.example"];
  refuse(["full", 452], ["gone", 550]);
  await assert.rejects(send(everybody, {}, left), refuses(true, "full", "gone"));
  refuse(["gone", 550]);
  await assert.rejects(send(everybody, {}, left), refuses(false, "gone"));
  refuse(["gone", 550]);
  await assert.rejects(send(everybody, {}, ["gone@bank.example"]), refuses(false, "gone"));
  await send(everybody, {}, ["gone@bank.example"]);
  const [first, second, third] = mailbox.received;
  assert.deepEqual(
    mailbox.received.map(({ to }) => to.join(" ")),
    ["dana@bank.example", "full@bank.example", "gone@bank.example"],
  );
  assert.match(third!.raw, /^To: dana@bank\.example, full@bank\.example\r$/m);
  assert.equal(second!.from, first!.from);
  await mailbox.close();
});

test("a password does not go over a line that others can read", async () => {
  const mailbox = await startMailbox({ password: "hunter2" });
  process.env["PENSTOCK_ALLOW_HOSTS"] = "localhost:1";
  process.env["PENSTOCK_SMTP_URL"] = `smtp://u:hunter2@0.0.0.0:${mailbox.port}`;
  await assert.rejects(send(message()), failsAs("bad-config", /TLS/));
  await mailbox.close();
});

test("a '%' in a password that stands for itself is said to be written %25, without the password", async () => {
  process.env["PENSTOCK_SMTP_URL"] = "smtp://mailer:hunter2%secure@mail.example.com";
  await assert.rejects(
    send(message()),
    failsAs("bad-config", /^PENSTOCK_SMTP_URL has a '%' .* write it as %25/),
  );
});

test("an address with settings in it is refused: some would run a program", async () => {
  const secrets = {
    program: "smtp://mail.example.com/?sendmail=true&path=/bin/true",
    web: "https://mail.example.com",
    word: "hunter2",
  };
  for (const server of Object.keys(secrets))
    await assert.rejects(
      send(message({ server }), secrets),
      failsAs("bad-config", new RegExp(`'${server}' is no mail server's address`)),
    );
  await assert.rejects(send(message()), failsAs("bad-config", /set PENSTOCK_SMTP_URL/));
});
