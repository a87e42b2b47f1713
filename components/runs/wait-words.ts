import { clockTime, dateTime, formatDuration } from "../ui/format.ts";
import type { ItemRow } from "./types.ts";

/** A place in the line for a limited key. */
export interface Place {
  key: string;
  /** From 1. */
  place: number;
  held?: number;
  limit?: number;
  /** The run that holds the key, where it is one alone. */
  holder?: string | null;
  since: string;
}

/** `2nd in line behind other runs of credit-risk, 1 of 1 under way`. */
export function placeWords({ key, place, held, limit }: Place): string {
  const taken = limit === undefined || held === undefined ? "" : `, ${held} of ${limit} under way`;
  return `${ordinal(place)} in line behind other ${limitedWords(key)}${taken}`;
}

/** What the limit of a key counts: `runs of credit-risk`. */
export function limitedWords(key: string): string {
  if (key === "workspace") return "runs of the workspace";
  const [kind, name] = [key.slice(0, key.indexOf(":")), key.slice(key.indexOf(":") + 1)];
  if (kind === "pipeline") return `runs of ${name}`;
  if (kind === "queue") return `steps on the queue ${name}`;
  return `steps with the concurrency key ${name}`;
}

/** `until 14:05, in 12 m 00 s`, with the date when it is another day; `any moment` when it is past. */
export function untilWords(iso: string, now: number): string {
  const left = Date.parse(iso) - now;
  if (left <= 0) return "any moment";
  const today = new Date(now).toDateString() === new Date(iso).toDateString();
  return `until ${today ? shortClock(iso) : dateTime(iso)}, in ${formatDuration(left)}`;
}

/** What an item of a map waits for: `ask: the event labels-ready`, `nap: until 14:05, in 12 m 00 s`, `fit: a slot of key:licence`. */
export function itemWaitWords(
  { node, event, until, reason }: NonNullable<ItemRow["waits"]>,
  now: number,
): string {
  const what = event ? `the event ${event}` : until ? untilWords(until, now) : reason;
  return `${node}: ${what ?? "an event"}`;
}

/** `12:03` today, with the date before. */
export function sinceWords(iso: string, now: number): string {
  const today = new Date(now).toDateString() === new Date(iso).toDateString();
  return `since ${today ? shortClock(iso) : dateTime(iso)}`;
}

/** The command that starts a worker for a queue. */
export function workerCommand(queue: string): string {
  return `npx penstock worker --queue ${queue}`;
}

function shortClock(iso: string): string {
  return clockTime(iso).slice(0, 5);
}

function ordinal(place: number): string {
  const teen = place % 100 >= 11 && place % 100 <= 13;
  const ending = teen ? "th" : (["th", "st", "nd", "rd"][place % 10] ?? "th");
  return `${place}${ending}`;
}
