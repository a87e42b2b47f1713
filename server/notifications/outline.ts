import { isPlainObject } from "../../workflows/core/json.ts";
import type { OutgoingMessage } from "../../workflows/core/outgoing-message.ts";
import { storedText } from "../../workflows/core/stored-text.ts";

/** Where a message goes, for people: an address without user, password and query, or its secret's name; the receivers of an e-mail. */
export function targetOf(message: OutgoingMessage): string {
  if (message.channel === "email") return [...message.to, ...message.cc].join(", ");
  if ("secret" in message.to) return `secret '${message.to.secret}'`;
  if (!URL.canParse(message.to.url)) return message.to.url.replace(/[?#].*|\/\/[^/]*@/g, "");
  const { origin, pathname } = new URL(message.to.url);
  return origin + pathname;
}

const LONGEST = 120;

/** What a message is about, in one line: an event's type, a chat message's text, or how the body begins. */
export function subjectOf(message: OutgoingMessage): string {
  if (message.channel === "email") return message.subject;
  const line = (told(message.body) ?? message.body).replaceAll(/\s+/g, " ").trim();
  return storedText(line, LONGEST) + (line.length > LONGEST ? "…" : "");
}

function told(body: string): string | null {
  try {
    const value: unknown = JSON.parse(body);
    if (!isPlainObject(value)) return null;
    return [value["type"], value["text"]].find((text) => typeof text === "string") ?? null;
  } catch {
    return null;
  }
}
