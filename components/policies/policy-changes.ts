import { changedLeaves } from "../../workflows/core/diff.ts";
import type { Document } from "./types.ts";

export interface PolicyChange {
  /** Where, from the outside in, in words. */
  where: string;
  before: string | null;
  after: string | null;
}

const WORDS: Record<string, string> = {
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
  const { evidence, stages, ...rest } = before;
  const { evidence: evidenceNow, stages: stagesNow, ...restNow } = after;
  const placed = (list: Document["stages"]) =>
    list.map((stage, index) => ({ place: index + 1, ...stage }));
  return [
    ...listChanges("Stages", placed(stages), placed(stagesNow)),
    ...listChanges("Evidence", evidence, evidenceNow),
    ...fieldChanges([], rest, restNow),
  ];
}

type Item = { id: string; title?: string | undefined };

/** What came or went is one change; what stayed is looked into. */
function listChanges(
  name: string,
  before: readonly Item[],
  after: readonly Item[],
): PolicyChange[] {
  const now = new Map(after.map((item) => [item.id, item]));
  const was = new Map(before.map((item) => [item.id, item]));
  return [...new Set([...was.keys(), ...now.keys()])].flatMap((id) => {
    const [old, item] = [was.get(id), now.get(id)];
    if (old && item) return fieldChanges([name, id], old, item);
    const { title = id } = (old ?? item)!;
    return [
      { where: `${name} › ${title}`, before: old ? "there" : null, after: item ? "added" : null },
    ];
  });
}

function fieldChanges(path: string[], before: unknown, after: unknown): PolicyChange[] {
  return changedLeaves(before, after).map(({ keys, before: was, after: is }) => ({
    where: [...path, ...keys.map((key) => WORDS[key] ?? key)].join(" › "),
    before: text(was),
    after: text(is),
  }));
}

function text(value: unknown): string | null {
  if (value === undefined) return null;
  if (value === null) return "none";
  if (typeof value === "boolean") return value ? "yes" : "no";
  if (Array.isArray(value)) return value.length === 0 ? "none" : value.map(String).join(", ");
  if (typeof value !== "object") return String(value as string | number);
  return Object.entries(value)
    .map(([key, inner]) => `${WORDS[key] ?? key} ${text(inner)}`)
    .join(", ");
}
