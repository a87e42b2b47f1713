import { sentenceCase } from "../ui/format.ts";

type Moment = Date | string | null | undefined;

const days = new Intl.DateTimeFormat("en-GB", { dateStyle: "medium", timeZone: "UTC" });
const moments = new Intl.DateTimeFormat("en-GB", {
  dateStyle: "medium",
  timeStyle: "short",
  timeZone: "UTC",
});

/** On paper nobody knows the reader's time zone: all times are in UTC, and say so. */
export function day(at: Moment): string {
  return at ? days.format(new Date(at)) : "–";
}

export function moment(at: Moment): string {
  return at ? `${moments.format(new Date(at))} UTC` : "–";
}

/** `changes-requested` as `Changes requested`. */
export function words(state: string): string {
  return sentenceCase(state.replaceAll("-", " "));
}

const TONES: Record<string, "ok" | "warn" | "danger" | "plain"> = {
  approved: "ok",
  passed: "ok",
  closed: "ok",
  "changes-requested": "warn",
  suspended: "warn",
  waived: "warn",
  stale: "warn",
  answered: "warn",
  rejected: "danger",
  failed: "danger",
  missing: "danger",
};

export function tone(state: string): "ok" | "warn" | "danger" | "plain" {
  return TONES[state] ?? "plain";
}
