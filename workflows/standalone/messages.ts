import { createHash } from "node:crypto";
import { join } from "node:path";
import { createTransport } from "nodemailer";
import { Webhook } from "standardwebhooks";
import type {
  DeliveryFacts,
  MailMessage,
  OutgoingMessage,
  WebhookMessage,
} from "../core/outgoing-message.ts";
import { StepError } from "../core/step-error.ts";
import { readJsonFile, writeJsonFile } from "./json-file.ts";
import type { Source } from "./registry.ts";
import { settings } from "./settings.ts";

/** The value of a secret: that of the environment's variable `SECRET_<NAME>`, the name in capitals with underscores. */
export async function secret(name: string): Promise<string> {
  const variable = `SECRET_${name.toUpperCase().replace(/[^A-Z0-9]/g, "_")}`;
  const value = process.env[variable];
  if (value) return value;
  throw new StepError("bad-config", `There is no secret '${name}': set ${variable}.`);
}

/** Sends a message. A step of a run sends one: once it has arrived, further calls answer with its facts and send nothing. */
export async function deliver(
  source: Source,
  message: OutgoingMessage,
  signal: AbortSignal,
): Promise<DeliveryFacts> {
  const id = `msg_${createHash("sha256").update(`${source.run}/${source.node}`).digest("hex").slice(0, 24)}`;
  const file = join(settings.data, "messages", `${id}.json`);
  const known = await readJsonFile<DeliveryFacts>(file);
  if (known) return known;
  const inTime = AbortSignal.any([signal, AbortSignal.timeout(message.timeoutMs)]);
  const { target, refused = [] } =
    message.channel === "webhook"
      ? { target: await postWebhook(message, id, inTime) }
      : await sendMail(message, id, inTime);
  const facts: DeliveryFacts = {
    id,
    channel: message.channel,
    target,
    subject: message.channel === "email" ? message.subject : "",
    attempts: 1,
    refused,
    sentAt: new Date().toISOString(),
  };
  await writeJsonFile(file, facts);
  return facts;
}

/** Posts it, signed by Standard Webhooks where it names a secret for that; answers with the host. */
async function postWebhook(
  { to, contentType, body, headers, signingSecret }: WebhookMessage,
  id: string,
  signal: AbortSignal,
): Promise<string> {
  const address = "url" in to ? to.url : await secret(to.secret);
  if (!URL.canParse(address))
    throw new StepError("bad-config", "The address of the webhook is none: use https://….");
  const url = new URL(address);
  const now = new Date();
  const sent = new Headers({
    "content-type": contentType,
    "webhook-id": id,
    "webhook-timestamp": String(Math.floor(now.getTime() / 1_000)),
  });
  for (const { name, value } of headers)
    sent.set(name, typeof value === "string" ? value : await secret(value.secret));
  if (signingSecret !== null)
    sent.set("webhook-signature", new Webhook(await secret(signingSecret)).sign(id, now, body));
  const answer = await fetch(url, {
    method: "POST",
    headers: sent,
    body,
    signal,
    redirect: "manual",
  }).catch((error: Error) => {
    throw new StepError("transient", `${url.host} does not answer: ${error.message}.`);
  });
  if (answer.ok) return url.host;
  const worthAnother = answer.status >= 500 || answer.status === 408 || answer.status === 429;
  throw new StepError(
    worthAnother ? "transient" : "not-allowed",
    `${url.host} did not take the message (${answer.status}).`,
  );
}

/**
 * Sends it by SMTP, from `MAIL_FROM` and through `SMTP_URL` where it names no other; answers with the recipients, and with those
 * that the server refused while it took others.
 */
async function sendMail(
  { server, from, to, cc, subject, body }: MailMessage,
  id: string,
  signal: AbortSignal,
): Promise<{ target: string; refused: string[] }> {
  const address = server === null ? process.env["SMTP_URL"] : await secret(server);
  const sender = from ?? process.env["MAIL_FROM"];
  if (!address || !sender)
    throw new StepError("bad-config", "Set SMTP_URL (smtp://user:password@host) and MAIL_FROM.");
  const transport = createTransport(address);
  try {
    const messageId = `<${id}@localhost>`;
    const mail = { messageId, from: sender, to, cc, subject, text: body, signal };
    const { rejected } = await transport.sendMail(mail);
    return { target: to.join(", "), refused: rejected };
  } catch (error) {
    const { responseCode = 0, message } = error as Error & { responseCode?: number };
    throw new StepError(
      responseCode >= 500 ? "not-allowed" : "transient",
      `The mail was not taken: ${message}`,
    );
  } finally {
    transport.close();
  }
}
