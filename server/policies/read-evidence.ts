import { plural } from "../../workflows/core/plural.ts";
import { SECTIONS, sectionTitle } from "../documentation/sections.ts";
import type { EvidencePack, PackItem } from "../reviews/pack.ts";
import { EVIDENCE_KINDS } from "./evidence-kinds.ts";
import type { Requirement } from "./policy.ts";
import { ofEvaluation } from "./read-evaluation.ts";
import type { Champion, Reading } from "./reading.ts";

/** What of a pack the requirements are about. An evaluation has its `EvaluationFacts` in `meta.facts`. */
export type PackFacts = Pick<EvidencePack, "items" | "documentation">;

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
      return evaluation
        ? ofEvaluation(requirement.kind, requirement.threshold, evaluation, champion, none)
        : none;
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
      why: `${plural(Number(failedChecks), "check")} of ${Number(checks)} found more wrong than it tolerates.`,
    };
  return {
    ...found,
    state: "found",
    why: `${plural(Number(checks), "check")} passed; ${Number(rejected).toLocaleString("en")} of ${plural(Number(rows), "row")} set aside.`,
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
  const titles = open.map(sectionTitle);
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
    why: `${plural(wanted.length, "section")} complete and signed.`,
  };
}
