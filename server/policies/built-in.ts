import type { Tier } from "../../db/schema/tiers.ts";
import type { EvidenceKind } from "./evidence-kinds.ts";
import { readPolicy, type PolicyDocument, type Requirement } from "./policy.ts";

type Asked = Partial<Record<EvidenceKind, Partial<Requirement>>>;

const REQUIRED = {};
const WANTED = { required: false };
const FRESH = { freshnessDays: 90 };

const stages = {
  review: { id: "review", title: "Review", function: null },
  privacy: { id: "privacy", title: "Privacy", function: "privacy" },
  risk: { id: "model-risk", title: "Model risk", function: "model-risk" },
  business: { id: "business", title: "Business", function: "business" },
} as const;

/** Hours of a working week: what a stage may take unless a policy says otherwise. */
const WEEK = 40;

const policies = (
  tier: {
    asked: Asked;
    stages: (keyof typeof stages)[];
    validityDays: number;
    escalate?: string;
  } & Record<string, unknown>,
): PolicyDocument => {
  const { asked, stages: names, escalate = null, ...rest } = tier;
  const { document, problems } = readPolicy({
    format: 1,
    evidence: Object.entries(asked).map(([kind, how]) => ({ id: kind, kind, ...how })),
    stages: names.map((name) => ({
      ...stages[name],
      deadlineHours: WEEK,
      escalate: { to: escalate },
    })),
    ...rest,
  });
  if (!document) throw new Error(`A built-in policy is wrong: ${problems[0]!.message}`);
  return document;
};

/** What holds in a workspace that has written no policy for a tier; shown there as version 0. */
export const BUILT_IN: Record<Tier, PolicyDocument> = {
  unassessed: policies({
    asked: { evaluation: WANTED, parity: WANTED, "validation-report": WANTED },
    stages: ["review"],
    validityDays: 365,
  }),
  low: policies({
    asked: { evaluation: FRESH, parity: REQUIRED, "validation-report": WANTED },
    stages: ["risk"],
    validityDays: 365,
  }),
  medium: policies({
    asked: {
      "validation-report": REQUIRED,
      evaluation: FRESH,
      slices: REQUIRED,
      parity: REQUIRED,
      documentation: { sections: ["purpose", "data", "performance", "limits"] },
      calibration: WANTED,
      "champion-comparison": WANTED,
      "rollback-plan": WANTED,
    },
    stages: ["risk", "business"],
    validityDays: 365,
    escalate: "admin",
    reReview: { onDataChange: true },
  }),
  high: policies({
    asked: {
      "validation-report": REQUIRED,
      evaluation: FRESH,
      slices: REQUIRED,
      fairness: REQUIRED,
      calibration: { threshold: { max: 0.1 } },
      leakage: REQUIRED,
      parity: REQUIRED,
      documentation: REQUIRED,
      "monitoring-plan": REQUIRED,
      "rollback-plan": REQUIRED,
      "champion-comparison": WANTED,
      "behaviour-tests": WANTED,
    },
    stages: ["privacy", "risk", "business"],
    validityDays: 180,
    escalate: "admin",
    reReview: { onDataChange: true },
    alarms: { suspendAt: "medium" },
  }),
};
