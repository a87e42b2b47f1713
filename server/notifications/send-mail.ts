import { createTransport, type SMTPTransportOptions } from "nodemailer";
import type { MailMessage } from "../../workflows/core/outgoing-message.ts";
import { StepError } from "../../workflows/core/step-error.ts";
import { isLoopback, readEnv } from "../env.ts";
import { isAllowedHost } from "./allowed-hosts.ts";
import { NotTaken } from "./not-taken.ts";
import { connect, connectionError } from "./outgoing.ts";
import type { Receipt, Sending } from "./send.ts";

interface MailServer {
  host: string;
  port: number;
  secure: boolean;
  auth: { user: string; pass: string } | undefined;
  /** Named by a secret and not by the installation: it must lie outside this network. */
  guarded: boolean;
}

interface MailError {
  code?: string;
  /** What the server answered, where it did. */
  responseCode?: number;
  response?: string;
  /** One for each receiver that the server refused. */
  rejectedErrors?: RefusedReceiver[];
}

interface RefusedReceiver {
  recipient?: string;
  responseCode?: number;
  response?: string;
}

/**
 * Sends a message by SMTP (RFC 5321), over TLS where the server has it.
 * @throws NotTaken also where only some of the receivers were refused
 */
export async function sendMail(
  message: MailMessage,
  { id, secret, left, signal }: Omit<Sending, "clean">,
): Promise<Receipt> {
  const server = await serverOf(message, secret);
  const from = message.from ?? readEnv().mailFrom;
  if (from === undefined)
    throw new StepError(
      "bad-config",
      "There is no sender: give From, or set PENSTOCK_MAIL_FROM on the server.",
    );
  const { host, port, secure, auth } = server;
  const timeout = message.timeoutMs;
  const late = AbortSignal.timeout(timeout);
  // Only these: what else an address could set goes as far as the path of a program to run.
  const options: SMTPTransportOptions = {
    host,
    port,
    secure,
    auth,
    // A password goes over a line that cannot be read along, or not at all.
    requireTLS: auth !== undefined && !isLoopback(host) && !isAllowedHost(host, port),
    connectionTimeout: timeout,
    greetingTimeout: timeout,
    socketTimeout: timeout,
    disableFileAccess: true,
    disableUrlAccess: true,
  };
  if (server.guarded)
    options.getSocket = (_, done) => {
      connect(host, port).then((connection) => done(null, { connection }), done);
    };
  const transport = createTransport(options);
  try {
    const info = await transport.sendMail({
      messageId: `<${id}@${/@([^>@\s]+)>?$/.exec(from)?.[1] ?? "penstock.invalid"}>`,
      from,
      to: message.to,
      cc: message.cc,
      ...(left.length > 0 ? { envelope: { from, to: [...left] } } : {}),
      subject: message.subject,
      text: message.body,
      signal: AbortSignal.any([signal, late]),
    });
    if (info.rejectedErrors?.length) throw partlyTaken(host, info.rejectedErrors);
    return { status: Number.parseInt(info.response, 10), response: info.response };
  } catch (error) {
    if (error instanceof NotTaken) throw error;
    signal.throwIfAborted();
    const { code, responseCode, response, rejectedErrors } = error as MailError;
    if (left.length > 0 && rejectedErrors?.length) throw partlyTaken(host, rejectedErrors);
    if (code === "ETLS" && responseCode !== undefined)
      throw new StepError(
        "bad-config",
        `${host}:${port} does not speak TLS, and a password is not sent without: use a server that does, or name it in PENSTOCK_ALLOW_HOSTS.`,
      );
    if (responseCode !== undefined) {
      const said = response ?? String(responseCode);
      const answer = { status: responseCode, response: said };
      // RFC 5321, 4.2.1: 4yz is for now, 5yz for good.
      throw responseCode < 500
        ? new NotTaken(`${host} did not take the message now: ${said}`, answer, { retry: true })
        : new NotTaken(`${host} refused the message: ${said}`, answer, { retry: false });
    }
    throw connectionError(error, `${host}:${port}`, late.aborted ? timeout : null);
  } finally {
    transport.close();
  }
}

/** The server took the message for others, now or before. Some of the refused are worth another attempt: 4yz is for now. */
function partlyTaken(host: string, errors: readonly RefusedReceiver[]): NotTaken {
  const refused = errors.map(({ recipient }) => recipient ?? "");
  const said = errors.map(({ response, responseCode }) => response ?? String(responseCode));
  const worthAnother = errors.find(({ responseCode = 0 }) => responseCode < 500);
  return new NotTaken(
    `${host} took the message, but not for ${refused.map((one, index) => `${one} (${said[index]})`).join(", ")}`,
    {
      status: (worthAnother ?? errors[0]!).responseCode ?? 0,
      response: said.join("; "),
      refused,
    },
    { retry: worthAnother !== undefined },
  );
}

async function serverOf(message: MailMessage, secret: Sending["secret"]): Promise<MailServer> {
  const text = message.server === null ? readEnv().smtpUrl : await secret(message.server);
  if (text === undefined)
    throw new StepError(
      "bad-config",
      "There is no mail server: name a secret with its address (smtp://user:password@host), or set PENSTOCK_SMTP_URL on the server.",
    );
  const named = message.server === null ? "PENSTOCK_SMTP_URL" : `The secret '${message.server}'`;
  const url = URL.canParse(text.trim()) ? new URL(text.trim()) : null;
  const secure = url?.protocol === "smtps:";
  if (!url || !url.hostname || !(secure || url.protocol === "smtp:") || url.search)
    throw new StepError(
      "bad-config",
      `${named} is no mail server's address: it should look like smtp://user:password@mail.example.com:587, or smtps:// where it speaks TLS from the first word.`,
    );
  const decoded = (part: string) => {
    try {
      return decodeURIComponent(part);
    } catch {
      throw new StepError(
        "bad-config",
        `${named} has a '%' in its user or password that stands for itself: write it as %25 there.`,
      );
    }
  };
  return {
    host: url.hostname.replace(/^\[|\]$/g, ""),
    port: Number(url.port) || (secure ? 465 : 587),
    secure,
    auth: url.username ? { user: decoded(url.username), pass: decoded(url.password) } : undefined,
    guarded: message.server !== null,
  };
}
