import { readEnv } from "../env.ts";
import { log } from "../log.ts";
import { sendMail } from "./send-mail.ts";

const TIMEOUT_MS = 10_000;

interface Letter {
  /** Of what it is about: a mail server that is told of it twice may know it again. */
  id: string;
  to: string;
  subject: string;
  paragraphs: readonly string[];
}

/**
 * Writes to a person from the installation itself, where it has a mail server.
 * @returns whether the mail was taken; null where there is no mail server. A mail that fails takes nothing along.
 */
export async function mailPerson({ id, to, subject, paragraphs }: Letter): Promise<boolean | null> {
  const { smtpUrl, mailFrom } = readEnv();
  if (!smtpUrl || !mailFrom) return null;
  try {
    await sendMail(
      {
        channel: "email",
        server: null,
        from: null,
        to: [to],
        cc: [],
        subject,
        body: paragraphs.join("\n\n"),
        timeoutMs: TIMEOUT_MS,
      },
      {
        id,
        secret: () => Promise.reject(new Error("A mail of the installation names no secret.")),
        left: [],
        signal: AbortSignal.timeout(TIMEOUT_MS),
      },
    );
    return true;
  } catch (error) {
    log.warn({ err: error, id }, "mail to a person did not go out");
    return false;
  }
}
