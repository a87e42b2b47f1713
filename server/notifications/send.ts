import type { OutgoingMessage } from "../../workflows/core/outgoing-message.ts";
import { sendMail } from "./send-mail.ts";
import { sendWebhook } from "./send-webhook.ts";

/** What the other side answered when it took a message. */
export interface Receipt {
  /** Of HTTP or SMTP. */
  status: number;
  response: string;
}

/** What a sender needs besides the message. */
export interface Sending {
  /** The same on every attempt: receivers know a repeated message by it. */
  id: string;
  secret: (name: string) => Promise<string>;
  /** Keeps secrets out of a text; what is cut afterwards leaves no part of one. */
  clean: (text: string) => string;
  /** Receivers of an e-mail that have not got it, where others have; empty where it goes to all. */
  left: readonly string[];
  signal: AbortSignal;
}

/**
 * Sends a message, once.
 * @throws NotTaken where the other side answered and did not take it; StepError where it could not be asked
 */
export function send(message: OutgoingMessage, sending: Sending): Promise<Receipt> {
  return message.channel === "webhook" ? sendWebhook(message, sending) : sendMail(message, sending);
}
