import { SECONDS_IN, type DurationUnit } from "../schema-form/fields.ts";

const WORDS: Record<DurationUnit, string> = {
  ms: "milliseconds",
  s: "seconds",
  m: "minutes",
  h: "hours",
  d: "days",
};

export function unitWord(unit: DurationUnit): string {
  return WORDS[unit];
}

/** A duration such as `30s` in its two parts; null for a text that is none. */
export function readDuration(
  text: string,
  units: readonly DurationUnit[],
): { amount: number; unit: DurationUnit } | null {
  const match = /^(\d+)\s*([a-z]+)$/i.exec(text.trim());
  if (!match) return null;
  const said = match[2]!.toLowerCase();
  const unit = units.find((one) => one === said || said.startsWith(WORDS[one].slice(0, 3)));
  return unit === undefined ? null : { amount: Number(match[1]), unit };
}

/**
 * What somebody typed as a duration of the document: `90` in the unit that is chosen, `2h`, `2 hours`, or `1.5h` as `90m`.
 * Null where it says none.
 */
export function writeDuration(
  typed: string,
  chosen: DurationUnit,
  units: readonly DurationUnit[],
): string | null {
  const match = /^(\d+(?:[.,]\d+)?)\s*([a-z]*)$/i.exec(typed.trim());
  if (!match) return null;
  const unit = match[2] === "" ? chosen : (readDuration(`1${match[2]!}`, units)?.unit ?? null);
  if (unit === null) return null;
  const amount = Number(match[1]!.replace(",", "."));
  if (Number.isInteger(amount)) return `${amount}${unit}`;
  // A part of an hour is whole minutes: the largest smaller unit that it is a whole number of.
  const smaller = units
    .filter((one) => SECONDS_IN[one] < SECONDS_IN[unit])
    .toSorted((a, b) => SECONDS_IN[b] - SECONDS_IN[a]);
  for (const one of smaller) {
    const count = (amount * SECONDS_IN[unit]) / SECONDS_IN[one];
    if (Math.abs(count - Math.round(count)) < 1e-9) return `${Math.round(count)}${one}`;
  }
  return null;
}
