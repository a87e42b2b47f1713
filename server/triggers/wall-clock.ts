/** What clocks show; months count from 1. */
export interface WallClock {
  year: number;
  month: number;
  day: number;
  hour: number;
  minute: number;
  second: number;
}

const formats = new Map<string, Intl.DateTimeFormat>();

function formatOf(timeZone: string): Intl.DateTimeFormat {
  let format = formats.get(timeZone);
  if (!format) {
    format = new Intl.DateTimeFormat("en-US", {
      timeZone,
      hourCycle: "h23",
      year: "numeric",
      month: "numeric",
      day: "numeric",
      hour: "numeric",
      minute: "numeric",
      second: "numeric",
    });
    formats.set(timeZone, format);
  }
  return format;
}

/** What the clocks of a time zone show at a moment, given in ms. */
export function wallClock(at: number, timeZone: string): WallClock {
  const shown: Partial<Record<Intl.DateTimeFormatPartTypes, number>> = {};
  for (const { type, value } of formatOf(timeZone).formatToParts(at)) shown[type] = Number(value);
  const { year, month, day, hour, minute, second } = shown as Required<typeof shown>;
  return { year, month, day, hour, minute, second };
}

function asUtc({ year, month, day, hour, minute, second }: WallClock): number {
  return Date.UTC(year, month - 1, day, hour, minute, second);
}

/** How far the clocks are ahead of UTC at a moment, in ms. */
export function offsetAt(at: number, timeZone: string): number {
  return asUtc(wallClock(at, timeZone)) - Math.floor(at / 1_000) * 1_000;
}

/**
 * The moment, in ms, at which the clocks show this; fields may overflow. Where they show it twice or never, the moment is
 * the one that Go's `time.Date` gives, since Temporal counts with it.
 */
export function momentOf(clock: WallClock, timeZone: string): number {
  const local = asUtc(clock);
  const guess = offsetAt(local, timeZone);
  return local - offsetAt(local - guess, timeZone);
}
