import type { EvaluationFacts } from "../../workflows/core/evaluation-facts.ts";
import { SECTIONS } from "../documentation/sections.ts";
import { isPlainObject, type JsonObject } from "../../workflows/core/json.ts";
import { LEAST_SLICE_ROWS, metricWord, worseBy } from "../../workflows/core/metrics.ts";
import type { EvidencePack, PackItem } from "../reviews/pack.ts";
import { EVIDENCE_KINDS } from "./evidence-kinds.ts";
import type { Requirement } from "./policy.ts";

/** What of a pack the requirements are about. An evaluation has its {@link EvaluationFacts} in `meta.facts`. */
export type PackFacts = Pick<EvidencePack, "items" | "documentation">;

export interface Champion {
  version: number;
  metrics: Record<string, number | null>;
}

/** What one piece of evidence says about a requirement. */
interface Reading {
  state: "found" | "failed" | "missing" | "not-required";
  by: "step" | "hand" | null;
  value: number | null;
  at: string | null;
  itemHash: string | null;
  why: string;
  /** What the figure is, inside a sentence. */
  what: string;
}

interface Input {
  pack: PackFacts;
  champion: Champion | null;
}

/** What the pack holds for a requirement: what steps made first, then what was attached by hand; never nothing. */
export function readEvidence(requirement: Requirement, input: Input): Reading[] {
  const attached = input.pack.items
    .filter(({ attached, meta }) => attached && meta["requirement"] === requirement.id)
    .map(({ attached, meta, at, hash, title }): Reading => {
      const { value } = meta;
      return {
        ...nothing(requirement),
        state: "found",
        by: "hand",
        value: typeof value === "number" ? value : null,
        at,
        itemHash: hash,
        why: `Attached by hand by ${attached!.person.name}: ${title}.`,
      };
    })
    .reverse();
  return [fromSteps(requirement, input), ...attached];
}

function fromSteps(requirement: Requirement, { pack, champion }: Input): Reading {
  const none = nothing(requirement);
  const report = pack.items.find(({ by, type }) => by === "step" && type === "validation-report");
  const evaluation = pack.items.find(({ by, type }) => by === "step" && type === "evaluation");
  switch (requirement.kind) {
    case "validation-report":
      return report ? ofReport(report, none) : none;
    case "evaluation":
    case "slices":
    case "fairness":
    case "calibration":
    case "champion-comparison":
    case "parity":
      return evaluation ? ofEvaluation(requirement, evaluation, champion, none) : none;
    case "documentation":
    case "monitoring-plan":
    case "rollback-plan":
      return ofSections(requirement, pack, none);
    case "leakage":
    case "behaviour-tests":
      return none;
  }
}

function nothing({ kind }: Requirement): Reading {
  const { title, figure } = EVIDENCE_KINDS[kind];
  return {
    state: "missing",
    by: null,
    value: null,
    at: null,
    itemHash: null,
    why: MISSING[kind] ?? `${title}: nothing is there yet. Attach it by hand.`,
    what: figure === null ? "a figure" : `the ${figure.replace(/^the /, "")}`,
  };
}

const MISSING: Partial<Record<Requirement["kind"], string>> = {
  "validation-report":
    "No validation report: wire one from a Validate step into Register, or attach one by hand.",
  evaluation: "No evaluation: wire one from an Evaluate step into Register.",
  slices: "No evaluation by slices: add slices to the Evaluate step, or attach one by hand.",
};

function ofReport(report: PackItem, none: Reading): Reading {
  const { rows, rejected, checks, failedChecks } = report.meta;
  const share = Number(rows) > 0 ? Number(rejected) / Number(rows) : null;
  const found = {
    ...none,
    by: "step" as const,
    at: report.at,
    itemHash: report.hash,
    value: share,
  };
  if (Number(failedChecks) > 0)
    return {
      ...found,
      state: "failed",
      why: `${count(failedChecks, "check")} of ${Number(checks)} found more wrong than it tolerates.`,
    };
  return {
    ...found,
    state: "found",
    why: `${count(checks, "check")} passed; ${Number(rejected).toLocaleString("en")} of ${count(rows, "row")} set aside.`,
  };
}

function ofEvaluation(
  { kind, threshold }: Requirement,
  item: PackItem,
  champion: Champion | null,
  none: Reading,
): Reading {
  const { meta } = item;
  const metrics = (isPlainObject(meta["metrics"]) ? meta["metrics"] : {}) as Record<
    string,
    number | null
  >;
  const facts = isPlainObject(meta["facts"]) ? (meta["facts"] as EvaluationFacts) : null;
  const metric =
    threshold?.metric ?? facts?.selectBy ?? (meta["task"] === "regression" ? "rmse" : "roc_auc");
  const word = metricWord(metric);
  const found: Reading = {
    ...none,
    state: "found",
    by: "step",
    at: item.at,
    itemHash: item.hash,
  };
  if (kind === "evaluation") {
    const value = metrics[metric] ?? null;
    const rows = count(meta["rows"], "row");
    const why =
      value === null
        ? `On ${rows} of test data.`
        : `${word} is ${figure(value)} on ${rows} of test data.`;
    return { ...found, value, what: word, why };
  }
  if (kind === "parity") {
    const parity = isPlainObject(meta["parity"]) ? (meta["parity"] as JsonObject) : null;
    if (!parity)
      return { ...none, why: "The evaluation holds no parity check: evaluate the model again." };
    const value = Number(parity["maxDifference"]);
    const tolerance = Number(parity["tolerance"]);
    const why = `The largest difference over ${count(parity["rows"], "row")} is ${figure(value)}; ${figure(tolerance)} is tolerated.`;
    return { ...found, value, state: value <= tolerance ? "found" : "failed", why };
  }
  if (kind === "champion-comparison") {
    if (!champion)
      return { ...none, state: "not-required", why: "No version is in use yet to compare with." };
    const [now, before] = [metrics[metric] ?? null, champion.metrics[metric] ?? null];
    if (now === null || before === null)
      return {
        ...none,
        why: `Version ${champion.version} and this one have no ${word} in common: attach a comparison by hand.`,
      };
    const value = worseBy(metric, before, now);
    return {
      ...found,
      value,
      what: `the improvement in ${word} over version ${champion.version}`,
      why: `${word} is ${figure(now)}; version ${champion.version} has ${figure(before)}.`,
    };
  }
  if (!facts) return none;
  if (kind === "calibration") {
    if (meta["task"] === "regression")
      return { ...none, state: "not-required", why: "A regression predicts no probabilities." };
    const value = facts.calibrationError;
    if (value === null)
      return {
        ...none,
        why: "The evaluation holds no calibration curve: evaluate the model again.",
      };
    return { ...found, value, why: `The expected calibration error is ${figure(value)}.` };
  }
  if (kind === "slices") {
    const worst = facts.worst[metric];
    if (!worst) return none;
    return {
      ...found,
      value: worst.figure,
      what: `${word} of the worst slice (${worst.column} = ${worst.value})`,
      why: `The worst of ${count(facts.slices, "slice")} is ${worst.column} = ${worst.value}, with ${word} ${figure(worst.figure)} on ${count(worst.rows, "row")}.`,
    };
  }
  const widest = Object.values(facts.gaps)
    .flatMap((byMetric) => byMetric[metric] ?? [])
    .sort((a, b) => b.gap - a.gap)[0];
  if (!widest)
    return {
      ...none,
      why: `No two groups of a protected attribute such as sex or age can be compared in ${word}: add a slice by one to the Evaluate step, with ${LEAST_SLICE_ROWS} rows of test data or more in at least two groups, or attach an assessment by hand.`,
    };
  const { low, high, gap } = widest;
  return {
    ...found,
    value: gap,
    what: `the gap in ${word} by ${low.column}`,
    why: `By ${low.column}, ${word} goes from ${figure(low.figure)} (${low.value}) to ${figure(high.figure)} (${high.value}).`,
  };
}

function ofSections(
  requirement: Requirement,
  { documentation }: PackFacts,
  none: Reading,
): Reading {
  const { kind, sections } = requirement;
  // A plan is a section of its own, called as the kind is.
  const wanted = kind === "documentation" ? (sections ?? SECTIONS.map(({ id }) => id)) : [kind];
  const signed = new Map(
    documentation.flatMap((one) => (one.signedBy === null ? [] : [[one.section, one]])),
  );
  const open = wanted.filter((section) => !signed.has(section));
  const titles = open.map((id) => SECTIONS.find((one) => one.id === id)?.title ?? id);
  if (kind !== "documentation" && open.length > 0) return none;
  if (open.length > 0)
    return {
      ...none,
      why: `Not signed yet: ${titles.join(", ")}. Complete and sign them under Documentation.`,
    };
  return {
    ...none,
    state: "found",
    itemHash: signed.get(wanted[0]!)!.hash,
    why: `${count(wanted.length, "section")} complete and signed.`,
  };
}

const figure = (value: number) => String(Number(value.toPrecision(4)));
const count = (n: unknown, noun: string) =>
  `${Number(n).toLocaleString("en")} ${noun}${Number(n) === 1 ? "" : "s"}`;
