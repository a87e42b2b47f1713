import type { CalendarTimes } from "../../workflows/core/cron.ts";
import type { TimedTrigger } from "../../workflows/core/triggers.ts";
import { nextInCalendar } from "./calendar-times.ts";
import { countedIn } from "./counted-in.ts";
import { calendarTimes } from "./next-times.ts";
import { andList } from "./sentence.ts";
import { offsetAt } from "./wall-clock.ts";

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;
const DAYS = 366;
const DAY = new Intl.DateTimeFormat("en-GB", { dateStyle: "long", timeZone: "UTC" });

/** When clocks are changed, and how far ahead of UTC they are before and after, in ms. */
interface Change {
  at: number;
  from: number;
  to: number;
}

/**
 * What becomes of a trigger's times when its clocks are next put forward or back so that one of them does not come or comes
 * twice, as a sentence; null where that is not within a year.
 */
export function clockChange(spec: TimedTrigger, after = new Date()): string | null {
  if (spec.type === "interval") return null;
  const times = calendarTimes(spec);
  if (!times) return null;
  const zone = countedIn(times, spec.timezone ?? "UTC");
  for (const { at, from, to } of changes(zone, after.getTime())) {
    const size = Math.abs(to - from);
    // Where it is half an hour, Temporal takes what does not come at another time.
    if (size % HOUR_MS !== 0) continue;
    const start = at + Math.min(from, to);
    const touched = Array.from({ length: size / MINUTE_MS }, (_, n) => start + n * MINUTE_MS);
    const hit = touched.filter((local) => fits(times, new Date(local)));
    if (hit.length === 0) continue;
    const names = hit.map(clock);
    const named = names.length > 3 ? `${names[0]} to ${names.at(-1)}` : andList(names);
    const one = names.length === 1;
    const day = DAY.format(hit[0]);
    if (to > from)
      return `On ${day} the clocks are put forward: ${named} ${one ? "does" : "do"} not come, and nothing starts for ${one ? "it" : "them"}.`;
    const starts = startsOf(times, zone, { at, from, to }, hit);
    return `On ${day} the clocks are put back: ${named} ${one ? "comes" : "come"} twice, and it starts ${starts}.`;
  }
  return null;
}

/**
 * At which of the local times that come twice it starts. Each start is counted from the one before, so that Temporal may take
 * the first of one and the second of another, leave some out, and start an hour late.
 */
function startsOf(times: CalendarTimes, zone: string, change: Change, twice: number[]): string {
  const { at, from, to } = change;
  const end = at + 2 * (from - to);
  const found: { local: number; time: string }[] = [];
  let next = nextInCalendar(times, zone, at - DAY_MS);
  for (; next !== null && next < end; next = nextInCalendar(times, zone, next)) {
    const local = next + (next < at ? from : to);
    if (twice.includes(local))
      found.push({ local, time: next < at ? " the first time" : " the second time" });
    else if (!fits(times, new Date(local))) found.push({ local, time: "" });
  }
  const ways = new Set(found.map(({ time }) => time));
  if (!ways.has("") && found.length === 2 * twice.length) return "both times";
  if (!ways.has("") && found.length === twice.length && ways.size === 1)
    return `${found[0]!.time.trim()} only`;
  const names = found.map(({ local, time }) => clock(local) + time);
  return `at ${andList(names.length > 6 ? [...names.slice(0, 5), `${names.length - 5} more times`] : names)}`;
}

/** What the clocks show at a local time, given as if it were one of UTC. */
function clock(local: number): string {
  return new Date(local).toISOString().slice(11, 16);
}

/** When the clocks of a zone are changed. */
function* changes(zone: string, start: number): Generator<Change> {
  let from = offsetAt(start, zone);
  for (let day = 0; day < DAYS; day++) {
    let before = start + day * DAY_MS;
    let at = before + DAY_MS;
    const to = offsetAt(at, zone);
    if (to === from) continue;
    while (at - before > 1) {
      const middle = Math.floor((before + at) / 2);
      if (offsetAt(middle, zone) === from) before = middle;
      else at = middle;
    }
    yield { at, from, to };
    from = to;
  }
}

/** Whether a calendar has this local time, given as if it were one of UTC. */
function fits({ minutes, hours, days, months, weekdays }: CalendarTimes, local: Date): boolean {
  return (
    minutes.has(local.getUTCMinutes()) &&
    hours.has(local.getUTCHours()) &&
    days.has(local.getUTCDate()) &&
    months.has(local.getUTCMonth() + 1) &&
    weekdays.has(local.getUTCDay())
  );
}
