import { LEAST_SLICE_ROWS } from "../../workflows/core/metrics.ts";

interface KindFacts {
  title: string;
  /** What it has to show, for whoever writes a policy. */
  about: string;
  /** The figure a threshold is held against; null where there is none but the one stated by hand. */
  figure: string | null;
  /** Whether the threshold names one of an evaluation's metrics: `needed`, or the deciding metric when it does not. */
  metric: "needed" | "optional" | "none";
}

/** What a policy can ask for. Those that no step produces yet are attached by hand. */
export const EVIDENCE_KINDS = {
  "validation-report": {
    title: "Validation report",
    about: "The checks of the data the model learned from.",
    figure: "share of rows set aside",
    metric: "none",
  },
  evaluation: {
    title: "Evaluation",
    about: "Figures on the rows that the Evaluate step is given to test on.",
    figure: "the metric",
    metric: "needed",
  },
  slices: {
    title: "Evaluation by slices",
    about: `The worst slice of at least ${LEAST_SLICE_ROWS} rows.`,
    figure: "the metric of the worst slice",
    metric: "optional",
  },
  fairness: {
    title: "Fairness",
    about: "The widest gap between groups of one protected attribute, such as sex or age.",
    figure: "the gap in the metric between two groups",
    metric: "optional",
  },
  calibration: {
    title: "Calibration",
    about: "Whether predicted probabilities come true as often as they say.",
    figure: "expected calibration error",
    metric: "none",
  },
  leakage: {
    title: "Leakage check",
    about: "That nothing known only afterwards, and no row of the test data, went into training.",
    figure: null,
    metric: "none",
  },
  "behaviour-tests": {
    title: "Behaviour tests",
    about: "How the answer moves when one input moves, and where it must not.",
    figure: "share of tests passed",
    metric: "none",
  },
  "champion-comparison": {
    title: "Comparison with the champion",
    about: "By how much it is better than the version in use.",
    figure: "the improvement in the metric over the champion",
    metric: "optional",
  },
  parity: {
    title: "Parity check",
    about: "That the ONNX file answers as the trainer did.",
    figure: "the largest difference between the two",
    metric: "none",
  },
  documentation: {
    title: "Documentation",
    about: "Sections of the model documentation, complete and signed.",
    figure: null,
    metric: "none",
  },
  "monitoring-plan": {
    title: "Monitoring plan",
    about: "What is watched once it is in use, how often and by whom.",
    figure: null,
    metric: "none",
  },
  "rollback-plan": {
    title: "Rollback plan",
    about: "How, and how fast, the version before comes back.",
    figure: null,
    metric: "none",
  },
} as const satisfies Record<string, KindFacts>;

export type EvidenceKind = keyof typeof EVIDENCE_KINDS;
