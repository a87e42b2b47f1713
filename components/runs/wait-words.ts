import { clockTime, dateTime, formatDuration } from "../ui/format.ts";
import type { ItemRow } from "./types.ts";

/** A place in the line for a limited key. */
export interface Place {
  key: string;
  /** From 1. */
  place: number;
  held?: number;
  limit?: number;
  since: string;
}

/** `2nd in line behind pipeline:credit-risk, 1 of 1 taken`. */
export function placeWords({ key, place, held, limit }: Place): string {
  const taken = limit === undefined || held === undefined ? "" : `, ${held} of ${limit} taken`;
  return `${ordinal(place)} in line behind ${key}${taken}`;
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
