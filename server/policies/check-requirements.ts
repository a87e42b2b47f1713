import { dayWords } from "../day-words.ts";
import { EVIDENCE_KINDS, type EvidenceKind } from "./evidence-kinds.ts";
import type { PolicyDocument, Requirement } from "./policy.ts";
import { readEvidence, type PackFacts } from "./read-evidence.ts";
import type { Champion } from "./reading.ts";

/** A waiver as the database has it. */
interface RequirementWaiver {
  scope: string;
  reason: string;
  approvedAt: Date | string | null;
  expiresAt: Date | string;
  revokedAt?: Date | string | null;
}

type RequirementState = "passed" | "failed" | "missing" | "stale" | "waived" | "not-required";

export interface RequirementResult {
  id: string;
  kind: EvidenceKind;
  title: string;
  required: boolean;
  state: RequirementState;
  by: "step" | "hand" | null;
  value: number | null;
  threshold: NonNullable<Requirement["threshold"]> | null;
  /** ISO 8601: when the evidence was made. */
  at: string | null;
  /** A sentence. */
  why: string;
  itemHash: string | null;
}

export interface CheckRequirements {
  pack: PackFacts;
  policy: Pick<PolicyDocument, "evidence">;
  waivers: readonly RequirementWaiver[];
  /** The version in use at that moment; null where there is none. */
  champion: Champion | null;
  now: Date;
}

/** Holds an evidence pack against a policy, requirement by requirement, in the policy's order. */
export function checkRequirements(input: CheckRequirements): RequirementResult[] {
  return input.policy.evidence.map((requirement) => {
    const found = checkOne(requirement, input);
    if (found.state === "passed" || found.state === "not-required") return found;
    const waiver = input.waivers.find(
      (one) => one.scope === requirement.id && holds(one, input.now),
    );
    if (waiver)
      return {
        ...found,
        state: "waived",
        why: `Waived until ${dayWords(waiver.expiresAt)}: ${waiver.reason}`,
      };
    return found.state === "missing" && !requirement.required
      ? { ...found, state: "not-required" }
      : found;
  });
}

/** Those that stand in the way of an approval. */
export function unmet(results: readonly RequirementResult[]): RequirementResult[] {
  return results.filter(
    ({ required, state }) =>
      required && state !== "passed" && state !== "waived" && state !== "not-required",
  );
}

function checkOne(requirement: Requirement, input: CheckRequirements): RequirementResult {
  const { id, kind, required, threshold = null, freshnessDays } = requirement;
  const base = {
    id,
    kind,
    title: requirement.title ?? EVIDENCE_KINDS[kind].title,
    required,
    threshold,
    value: null,
    by: null,
    at: null,
    itemHash: null,
  };
  const readings = readEvidence(requirement, input);
  const judged = readings.map((reading): RequirementResult => {
    const { by, at, itemHash, value } = reading;
    const facts = { ...base, by, at, itemHash, value };
    if (reading.state !== "found") return { ...facts, state: reading.state, why: reading.why };
    const age = at === null ? 0 : (input.now.getTime() - Date.parse(at)) / 86_400_000;
    if (freshnessDays !== undefined && age > freshnessDays)
      return {
        ...facts,
        state: "stale",
        why: `It is ${Math.floor(age)} days old; no more than ${freshnessDays} are allowed: make it again.`,
      };
    const against = threshold ? outside(value, threshold, reading.what) : null;
    if (against) return { ...facts, state: "failed", why: against };
    return { ...facts, state: "passed", why: reading.why };
  });
  // What a step measured counts before what somebody attached, unless it is gone or too old.
  return (
    judged.find(({ by, state }) => by === "step" && (state === "passed" || state === "failed")) ??
    judged.find(({ state }) => state === "passed") ??
    judged.find(({ state }) => state !== "missing") ??
    judged[0]!
  );
}

function outside(
  value: number | null,
  { min, max }: NonNullable<Requirement["threshold"]>,
  what: string,
): string | null {
  if (value === null)
    return `A threshold asks for ${what}, but the evidence states no figure for it.`;
  if (min !== undefined && value < min)
    return `${sentenceCase(what)} is ${figure(value)}, below the least allowed ${figure(min)}.`;
  if (max !== undefined && value > max)
    return `${sentenceCase(what)} is ${figure(value)}, above the most allowed ${figure(max)}.`;
  return null;
}

function holds({ approvedAt, expiresAt, revokedAt }: RequirementWaiver, now: Date): boolean {
  const isBy = (moment: Date | string | null | undefined) =>
    moment != null && new Date(moment) <= now;
  return isBy(approvedAt) && !isBy(revokedAt) && !isBy(expiresAt);
}

const sentenceCase = (text: string) => text.charAt(0).toUpperCase() + text.slice(1);
const figure = (value: number) => String(Number(value.toPrecision(4)));
