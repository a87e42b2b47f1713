/** The values each field allows. A moment matches when all of them do, as in a Temporal calendar. */
export interface CalendarTimes {
  minutes: ReadonlySet<number>;
  hours: ReadonlySet<number>;
  /** 1–31. */
  days: ReadonlySet<number>;
  /** 1–12. */
  months: ReadonlySet<number>;
  /** 0–6, Sunday is 0. */
  weekdays: ReadonlySet<number>;
}

const MONTHS = [
  "january",
  "february",
  "march",
  "april",
  "may",
  "june",
  "july",
  "august",
  "september",
  "october",
  "november",
  "december",
];
export const WEEKDAYS = [
  "sunday",
  "monday",
  "tuesday",
  "wednesday",
  "thursday",
  "friday",
  "saturday",
] as const;

const SHORTHANDS: Record<string, string> = {
  "@yearly": "0 0 1 1 *",
  "@annually": "0 0 1 1 *",
  "@monthly": "0 0 1 * *",
  "@weekly": "0 0 * * 0",
  "@daily": "0 0 * * *",
  "@midnight": "0 0 * * *",
  "@hourly": "0 * * * *",
};

interface Field {
  title: string;
  min: number;
  max: number;
  /** What its values are called, from the first on; three letters do, for days of the week two. */
  names?: readonly string[];
}

const FIELDS = [
  { title: "minute", min: 0, max: 59 },
  { title: "hour", min: 0, max: 23 },
  { title: "day of the month", min: 1, max: 31 },
  { title: "month", min: 1, max: 12, names: MONTHS },
  { title: "day of the week", min: 0, max: 7, names: WEEKDAYS },
] as const satisfies readonly Field[];

const DAYS_IN_MONTH = [31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

/** A cron expression in its five fields, shorthands such as `@daily` spelt out. */
function cronFields(expression: string): string[] {
  const text = expression.trim();
  return (SHORTHANDS[text] ?? text).split(/\s+/);
}

/** Reads a cron expression of five fields; `problem` says what is wrong with it. */
export function parseCron(
  expression: string,
): { times: CalendarTimes; problem?: undefined } | { times?: undefined; problem: string } {
  const fields = cronFields(expression);
  if (fields.length !== FIELDS.length)
    return {
      problem: `it has ${fields.length} fields instead of five: minute, hour, day of the month, month, day of the week`,
    };
  const sets: Set<number>[] = [];
  for (const [index, field] of FIELDS.entries()) {
    const read = parseField(fields[index]!, field);
    if (typeof read === "string") return { problem: read };
    sets.push(read);
  }
  const [minutes, hours, days, months, weekdays] = sets as [
    Set<number>,
    Set<number>,
    Set<number>,
    Set<number>,
    Set<number>,
  ];
  if (weekdays.delete(7)) weekdays.add(0);
  // Elsewhere either of the two would do; here both would have to hold. Who writes both means one or the other.
  if (fields[2] !== "*" && fields[4] !== "*")
    return {
      problem:
        "it names days of the month and days of the week, which programs read differently: name one of them here, or use a calendar trigger, where both must hold",
    };
  const times = { minutes, hours, days, months, weekdays };
  return canMatch(times) ? { times } : { problem: "no month it names has such a day" };
}

/**
 * The same times in five fields of numbers, as every reader of cron expressions understands them: names become numbers, and a
 * step that does not go on evenly becomes what it comes to (each 45 minutes is at 0 and 45). Null for what cannot be read.
 */
export function plainCron(expression: string): string | null {
  const { times } = parseCron(expression);
  if (!times) return null;
  const fields = cronFields(expression);
  const sets = [times.minutes, times.hours, times.days, times.months, times.weekdays];
  return sets
    .map((values, index) => {
      const { min, max } = FIELDS[index]!;
      // Sunday is 0 here, and no 7.
      return plainField(fields[index]!, values, min, Math.min(max, index === 4 ? 6 : max));
    })
    .join(" ");
}

function plainField(text: string, found: ReadonlySet<number>, min: number, max: number): string {
  const values = [...found].sort((a, b) => a - b);
  if (values.length === max - min + 1) return "*";
  const step = values.length > 1 ? values[1]! - values[0]! : 0;
  const isEven = values.every((value, index) => value === min + index * step);
  // Once round: the last is as far from the first of the next hour or day as any other.
  if (text.includes("/") && min === 0 && isEven && values.at(-1)! + step === max + 1)
    return `*/${step}`;
  const ranges: [number, number][] = [];
  for (const value of values) {
    const last = ranges.at(-1);
    if (last && last[1] === value - 1) last[1] = value;
    else ranges.push([value, value]);
  }
  return ranges
    .map(([from, to]) =>
      to - from > 1 ? `${from}-${to}` : to > from ? `${from},${to}` : String(from),
    )
    .join(",");
}

/** False for days that none of the months has, such as 31 February. */
export function canMatch({ days, months }: Pick<CalendarTimes, "days" | "months">): boolean {
  const first = Math.min(...days);
  return [...months].some((month) => first <= DAYS_IN_MONTH[month - 1]!);
}

function parseField(text: string, { title, min, max, names }: Field): Set<number> | string {
  const values = new Set<number>();
  for (const part of text.split(",")) {
    const match = /^(\*|[A-Za-z0-9]+(?:-[A-Za-z0-9]+)?)(?:\/(\d{1,4}))?$/.exec(part);
    if (!match) return `'${part}' is no ${title}`;
    const step = match[2] === undefined ? 1 : Number(match[2]);
    if (step < 1) return `the step of '${part}' must be 1 or more`;
    const [from, to] = match[1] === "*" ? [min, max] : ends(match[1]!, match[2] !== undefined);
    if (from === null || to === null || from < min || to > max)
      return `'${part}' is no ${title} from ${min} to ${max}`;
    if (to < from) return `'${part}' ends before it begins`;
    for (let value = from; value <= to; value += step) values.add(value);
  }
  return values;

  function ends(range: string, hasStep: boolean): [number | null, number | null] {
    const [first, last] = range.split("-");
    const from = valueOf(first!);
    // `5/20` goes from 5 to the field's end.
    const to = last === undefined ? (hasStep ? max : from) : valueOf(last);
    return [from, to];
  }

  function valueOf(word: string): number | null {
    if (/^\d+$/.test(word)) return Number(word);
    const index =
      word.length >= (max === 7 ? 2 : 3)
        ? (names?.findIndex((name) => name.startsWith(word.toLowerCase())) ?? -1)
        : -1;
    return index < 0 ? null : index + min;
  }
}
