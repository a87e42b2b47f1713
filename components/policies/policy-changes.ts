import { changedLeaves } from "../../workflows/core/diff.ts";
import type { Document } from "./types.ts";

export interface PolicyChange {
  /** Where, from the outside in, in words. */
  where: string;
  before: string | null;
  after: string | null;
}

const WORDS: Record<string, string> = {
  evidence: "Evidence",
  stages: "Stages",
  workingHours: "Working hours",
  timeZone: "time zone",
  validityDays: "Days an approval holds",
  reReview: "Review again",
  leadDays: "days ahead",
  onDataChange: "when the data changes",
  onIncident: "after an incident",
  secondFactor: "Second factor",
  deployment: "Deployment",
  alarms: "Alarms",
  suspendAt: "suspend from",
  freshnessDays: "no older than, in days",
  deadlineHours: "deadline, in hours",
  min: "at least",
  max: "at most",
};

/** What differs between two policies; evidence and stages are told apart by their ids. */
export function policyChanges(before: Document, after: Document): PolicyChange[] {
  return changedLeaves(shape(before), shape(after)).map(({ keys, before: was, after: is }) => ({
    where: keys.map((key) => WORDS[key] ?? key).join(" › "),
    before: text(was),
    after: text(is),
  }));
}

/** Lists by id, each item with its place where the order matters. */
function shape({ evidence, stages, ...rest }: Document): Record<string, unknown> {
  return {
    evidence: Object.fromEntries(evidence.map(({ id, ...one }) => [id, one])),
    stages: Object.fromEntries(
      stages.map(({ id, ...one }, index) => [id, { place: index + 1, ...one }]),
    ),
    ...rest,
  };
}

function text(value: unknown): string | null {
  if (value === undefined) return null;
  if (value === null) return "none";
  if (typeof value === "boolean") return value ? "yes" : "no";
  if (Array.isArray(value)) return value.length === 0 ? "none" : value.map(String).join(", ");
  return typeof value === "object" ? JSON.stringify(value) : String(value as string | number);
}
