/** A message of a step as it is sent; secrets are named, never held. */
export type OutgoingMessage = WebhookMessage | MailMessage;

export interface WebhookMessage {
  channel: "webhook";
  /** Where it goes: an address, or the name of a secret that holds one. */
  to: { url: string } | { secret: string };
  contentType: string;
  body: string;
  headers: { name: string; value: string | { secret: string } }[];
  /** Name of the secret that signs it as Standard Webhooks lays down; null sends it unsigned. */
  signingSecret: string | null;
  timeoutMs: number;
}

export interface MailMessage {
  channel: "email";
  /** Name of a secret with `smtp://user:password@host`; null takes the installation's own server. */
  server: string | null;
  /** Null takes the installation's own sender. */
  from: string | null;
  to: string[];
  cc: string[];
  subject: string;
  body: string;
  timeoutMs: number;
}

/** What is known of a message that has arrived. */
export type DeliveryFacts = {
  id: string;
  channel: OutgoingMessage["channel"];
  /** Without credentials. */
  target: string;
  subject: string;
  attempts: number;
  /** Receivers of an e-mail that the server refused for good while others have it. */
  refused: string[];
  /** ISO 8601. */
  sentAt: string;
};
