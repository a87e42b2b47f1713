import type { OutgoingMessage } from "../../workflows/core/outgoing-message.ts";

/** Where a message goes, for people: an address without user, password and query; the receivers of an e-mail. */
export function targetOf(message: OutgoingMessage): string {
  if (message.channel === "email") return [...message.to, ...message.cc].join(", ");
  if ("secret" in message.to) return `the address in the secret '${message.to.secret}'`;
  if (!URL.canParse(message.to.url)) return message.to.url.replace(/[?#].*|\/\/[^/]*@/g, "");
  const { origin, pathname } = new URL(message.to.url);
  return origin + pathname;
}

const LONGEST = 120;

/** What a message is about, in one line. */
export function subjectOf(message: OutgoingMessage): string {
  if (message.channel === "email") return message.subject;
  const line = message.body.replaceAll(/\s+/g, " ").trim();
  return line.length > LONGEST ? `${line.slice(0, LONGEST)}…` : line;
}
