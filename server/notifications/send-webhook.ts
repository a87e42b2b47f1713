import { Webhook } from "standardwebhooks";
import type { WebhookMessage } from "../../workflows/core/outgoing-message.ts";
import { StepError } from "../../workflows/core/step-error.ts";
import { NotTaken } from "./not-taken.ts";
import { post, type Answer } from "./outgoing.ts";
import type { Receipt, Sending } from "./send.ts";

/** What is worth another attempt besides 5xx: too slow, too many. */
const TRY_AGAIN = new Set([408, 429]);
const LONGEST_WAIT_MS = 3_600_000;

/** Posts a message, signed by Standard Webhooks where it names a secret for it. */
export async function sendWebhook(
  message: WebhookMessage,
  { id, secret, clean, signal }: Sending,
): Promise<Receipt> {
  const url = await addressOf(message, secret);
  const headers: Record<string, string> = {};
  for (const { name, value } of message.headers)
    headers[name.toLowerCase()] =
      typeof value === "string" ? value : headerValue(value.secret, await secret(value.secret));
  headers["content-type"] = message.contentType;
  headers["webhook-id"] = id;
  const now = new Date();
  headers["webhook-timestamp"] = String(Math.floor(now.getTime() / 1_000));
  if (message.signingSecret !== null)
    headers["webhook-signature"] = signer(
      message.signingSecret,
      await secret(message.signingSecret),
    ).sign(id, now, message.body);
  const answer = await post(url, {
    headers,
    body: message.body,
    timeoutMs: message.timeoutMs,
    signal,
  });
  const response = clean(answer.body.trim());
  if (answer.status >= 200 && answer.status < 300) return { status: answer.status, response };
  const { location } = answer.headers;
  throw refusal(url.host, answer, location ? clean(`→ ${location}`) : null, response);
}

function refusal(
  host: string,
  { status, headers }: Answer,
  elsewhere: string | null,
  response: string,
): NotTaken {
  const said = response ? `: ${response.slice(0, 200)}` : "";
  if (status >= 300 && status < 400)
    return new NotTaken(
      `${host} answered with a redirect (${status}), which is not followed: give the address it leads to.`,
      { status, response: elsewhere ?? response },
      { retry: false },
    );
  if (status >= 500 || TRY_AGAIN.has(status))
    return new NotTaken(
      `${host} did not take the message now (${status})${said}`,
      { status, response },
      { retry: true, retryAfterMs: retryAfter(headers["retry-after"]) },
    );
  return new NotTaken(
    `${host} refused the message (${status})${said}`,
    { status, response },
    { retry: false },
  );
}

/** `Retry-After` (RFC 9110, 10.2.3) in milliseconds, where it asks for an hour or less. */
function retryAfter(header: string | undefined): number | undefined {
  if (header === undefined) return undefined;
  const ms = /^\d+$/.test(header) ? Number(header) * 1_000 : Date.parse(header) - Date.now();
  return ms > 0 && ms <= LONGEST_WAIT_MS ? ms : undefined;
}

async function addressOf({ to }: WebhookMessage, secret: Sending["secret"]): Promise<URL> {
  const text = "url" in to ? to.url : (await secret(to.secret)).trim();
  if (URL.canParse(text)) return new URL(text);
  throw new StepError(
    "bad-config",
    "url" in to
      ? `'${text}' is no address: it should look like https://example.com/hooks/penstock.`
      : `The secret '${to.secret}' holds no address: it should look like https://example.com/hooks/penstock.`,
  );
}

function headerValue(name: string, value: string): string {
  if (/^[\t\x20-\x7e\x80-\xff]*$/.test(value)) return value;
  throw new StepError(
    "bad-config",
    `The secret '${name}' cannot stand in a header: it has a line break or a character that headers do not take.`,
  );
}

function signer(name: string, value: string): Webhook {
  try {
    return new Webhook(value.trim());
  } catch {
    throw new StepError(
      "bad-config",
      `The secret '${name}' is no signing secret: Standard Webhooks wants base64, with or without 'whsec_' before it.`,
    );
  }
}
