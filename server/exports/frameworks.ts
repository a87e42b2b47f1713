/**
 * Which clause of which framework a part of the record is evidence for. Clause numbers are those of the published texts;
 * SR 26-2 numbers nothing that could be cited, so that its topics are named as the agencies name them.
 */
const FRAMEWORKS = {
  "eu-ai-act": {
    title: "EU AI Act, Annex IV",
    edition: "Regulation (EU) 2024/1689",
    clauses: {
      "1(a)": "intended purpose, provider, version",
      "1(b)": "interaction with other hardware or software",
      "1(c)": "versions of relevant software",
      "1(h)": "instructions for use",
      "2(a)": "methods and steps of development",
      "2(b)": "design, logic, key choices and what is optimised",
      "2(c)": "system architecture and computational resources",
      "2(d)": "data: provenance, scope, characteristics, preparation",
      "2(e)": "human oversight measures",
      "2(f)": "pre-determined changes",
      "2(g)": "validation and testing, metrics, discriminatory impacts, signed test reports",
      "3": "monitoring, functioning and control: capabilities, limits, accuracy for groups",
      "4": "appropriateness of the performance metrics",
      "5": "risk management system (Article 9)",
      "6": "changes through the lifecycle",
      "9": "post-market monitoring (Article 72)",
    },
  },
  "nist-ai-rmf": {
    title: "NIST AI RMF 1.0",
    edition: "NIST AI 100-1, January 2023",
    clauses: {
      "GOVERN 1.3": "level of risk management follows from risk tolerance",
      "GOVERN 1.4": "risk management by transparent policies and controls",
      "GOVERN 1.5": "ongoing monitoring and periodic review are planned",
      "GOVERN 1.6": "inventory of AI systems",
      "GOVERN 1.7": "decommissioning",
      "GOVERN 2.1": "roles and responsibilities",
      "GOVERN 4.2": "risks and impacts are documented and communicated",
      "MAP 1.1": "intended purpose, context and users",
      "MAP 2.1": "the task and the methods that implement it",
      "MAP 2.2": "knowledge limits and human oversight",
      "MAP 2.3": "scientific integrity: data collection, selection, construct validity",
      "MAP 3.3": "targeted application scope",
      "MAP 4.1": "risks of third-party data and software",
      "MAP 5.1": "likelihood and magnitude of impacts",
      "MEASURE 1.1": "approaches and metrics are selected",
      "MEASURE 1.3": "assessors other than the developers",
      "MEASURE 2.1": "test sets, metrics and tools are documented",
      "MEASURE 2.3": "performance under conditions like those of deployment",
      "MEASURE 2.4": "functionality and behaviour in production",
      "MEASURE 2.5": "validity, reliability and limits of generalisation",
      "MEASURE 2.6": "safety, residual risk, failing safely",
      "MEASURE 2.7": "security and resilience",
      "MEASURE 2.8": "transparency and accountability",
      "MEASURE 2.9": "the model is explained, validated and documented",
      "MEASURE 2.10": "privacy risk",
      "MEASURE 2.11": "fairness and bias",
      "MEASURE 3.1": "existing and emergent risks are tracked",
      "MANAGE 1.1": "whether it reaches its purpose and should proceed",
      "MANAGE 1.3": "responses to high-priority risks",
      "MANAGE 1.4": "negative residual risks",
      "MANAGE 2.3": "response to and recovery from unknown risks",
      "MANAGE 2.4": "supersede, disengage, deactivate",
      "MANAGE 4.1": "monitoring after deployment",
      "MANAGE 4.3": "incidents and errors are communicated and followed",
    },
  },
  "iso-42001": {
    title: "ISO/IEC 42001",
    edition: "2023, Annex A",
    clauses: {
      "A.3.2": "AI roles and responsibilities",
      "A.4.3": "data resources",
      "A.4.4": "tooling resources",
      "A.4.5": "system and computing resources",
      "A.5.2": "AI system impact assessment process",
      "A.5.3": "documentation of impact assessments",
      "A.5.4": "impact on individuals or groups",
      "A.6.1.3": "processes for responsible design and development",
      "A.6.2.2": "requirements and specification",
      "A.6.2.3": "documentation of design and development",
      "A.6.2.4": "verification and validation",
      "A.6.2.5": "deployment",
      "A.6.2.6": "operation and monitoring",
      "A.6.2.7": "technical documentation",
      "A.6.2.8": "recording of event logs",
      "A.7.2": "data for development",
      "A.7.3": "acquisition of data",
      "A.7.4": "quality of data",
      "A.7.5": "data provenance",
      "A.7.6": "data preparation",
      "A.8.2": "documentation and information for users",
      "A.8.4": "communication of incidents",
      "A.9.4": "intended use",
    },
  },
  "sr-26-2": {
    title: "SR 26-2",
    edition: "Interagency guidance on model risk management, 17 April 2026 (OCC Bulletin 2026-13)",
    clauses: {
      "Overview: model risk": "materiality by exposure and purpose",
      "Model development and model use": "purpose, data, design, testing, limits",
      "Model validation and monitoring": "soundness, outcomes, ongoing monitoring",
      "Effective challenge": "critical review by people other than the developers",
      "Governance and controls": "policy, roles, documentation, inventory, exceptions",
      "Vendor and other third-party products": "components made by others",
    },
  },
} as const;

type Framework = keyof typeof FRAMEWORKS;
type ClausesOf<F extends Framework> = keyof (typeof FRAMEWORKS)[F]["clauses"];
type Refs = { [F in Framework]: readonly ClausesOf<F>[] };

const TOPICS = {
  purpose: {
    "eu-ai-act": ["1(a)", "1(h)"],
    "nist-ai-rmf": ["MAP 1.1", "MAP 3.3"],
    "iso-42001": ["A.6.2.2", "A.8.2", "A.9.4"],
    "sr-26-2": ["Model development and model use"],
  },
  "risk-tier": {
    "eu-ai-act": ["5"],
    "nist-ai-rmf": ["GOVERN 1.3", "MAP 5.1"],
    "iso-42001": ["A.5.2", "A.5.3", "A.5.4"],
    "sr-26-2": ["Overview: model risk"],
  },
  policy: {
    "eu-ai-act": ["5"],
    "nist-ai-rmf": ["GOVERN 1.3", "GOVERN 1.4"],
    "iso-42001": ["A.6.1.3", "A.6.2.4"],
    "sr-26-2": ["Governance and controls"],
  },
  data: {
    "eu-ai-act": ["2(d)"],
    "nist-ai-rmf": ["MAP 2.3", "MAP 4.1"],
    "iso-42001": ["A.4.3", "A.7.2", "A.7.3", "A.7.5"],
    "sr-26-2": ["Model development and model use"],
  },
  "data-validation": {
    "eu-ai-act": ["2(d)", "2(g)"],
    "nist-ai-rmf": ["MAP 2.3", "MEASURE 2.1"],
    "iso-42001": ["A.7.4", "A.7.6"],
    "sr-26-2": ["Model development and model use"],
  },
  lineage: {
    "eu-ai-act": ["2(a)", "2(b)", "6"],
    "nist-ai-rmf": ["MAP 2.1", "MEASURE 2.8"],
    "iso-42001": ["A.6.2.3", "A.7.5"],
    "sr-26-2": ["Model development and model use"],
  },
  environment: {
    "eu-ai-act": ["1(c)", "2(c)"],
    "nist-ai-rmf": ["MAP 4.1"],
    "iso-42001": ["A.4.4", "A.4.5"],
    "sr-26-2": ["Vendor and other third-party products"],
  },
  model: {
    "eu-ai-act": ["2(b)", "2(c)"],
    "nist-ai-rmf": ["MAP 2.1", "MEASURE 2.9"],
    "iso-42001": ["A.6.2.3", "A.6.2.7"],
    "sr-26-2": ["Model development and model use"],
  },
  evaluation: {
    "eu-ai-act": ["2(g)", "3", "4"],
    "nist-ai-rmf": ["MEASURE 1.1", "MEASURE 2.1", "MEASURE 2.3", "MEASURE 2.5"],
    "iso-42001": ["A.6.2.4"],
    "sr-26-2": ["Model validation and monitoring"],
  },
  fairness: {
    "eu-ai-act": ["2(g)", "3"],
    "nist-ai-rmf": ["MEASURE 2.11"],
    "iso-42001": ["A.5.4", "A.6.2.4"],
    "sr-26-2": ["Model validation and monitoring"],
  },
  calibration: {
    "eu-ai-act": ["2(g)", "4"],
    "nist-ai-rmf": ["MEASURE 2.5"],
    "iso-42001": ["A.6.2.4"],
    "sr-26-2": ["Model validation and monitoring"],
  },
  leakage: {
    "eu-ai-act": ["2(d)", "2(g)"],
    "nist-ai-rmf": ["MAP 2.3", "MEASURE 2.5"],
    "iso-42001": ["A.6.2.4", "A.7.4"],
    "sr-26-2": ["Model validation and monitoring"],
  },
  "behaviour-tests": {
    "eu-ai-act": ["2(g)", "3"],
    "nist-ai-rmf": ["MEASURE 2.6", "MEASURE 2.7"],
    "iso-42001": ["A.6.2.4"],
    "sr-26-2": ["Model validation and monitoring"],
  },
  comparison: {
    "eu-ai-act": ["2(b)", "6"],
    "nist-ai-rmf": ["MEASURE 1.1", "MANAGE 1.1"],
    "iso-42001": ["A.6.2.4"],
    "sr-26-2": ["Model validation and monitoring", "Effective challenge"],
  },
  parity: {
    "eu-ai-act": ["1(b)", "2(g)"],
    "nist-ai-rmf": ["MEASURE 2.3"],
    "iso-42001": ["A.6.2.5"],
    "sr-26-2": ["Model validation and monitoring"],
  },
  documentation: {
    "eu-ai-act": ["1(h)", "2(b)", "3"],
    "nist-ai-rmf": ["MAP 2.2", "MEASURE 2.9", "GOVERN 4.2"],
    "iso-42001": ["A.6.2.3", "A.6.2.7", "A.8.2"],
    "sr-26-2": ["Governance and controls"],
  },
  "monitoring-plan": {
    "eu-ai-act": ["3", "9"],
    "nist-ai-rmf": ["GOVERN 1.5", "MEASURE 2.4", "MANAGE 4.1"],
    "iso-42001": ["A.6.2.6"],
    "sr-26-2": ["Model validation and monitoring"],
  },
  "rollback-plan": {
    "eu-ai-act": ["2(f)", "3"],
    "nist-ai-rmf": ["MANAGE 2.3", "MANAGE 2.4"],
    "iso-42001": ["A.6.2.5", "A.6.2.6"],
    "sr-26-2": ["Governance and controls"],
  },
  decisions: {
    "eu-ai-act": ["2(e)", "2(g)"],
    "nist-ai-rmf": ["GOVERN 2.1", "MEASURE 1.3", "MANAGE 1.1"],
    "iso-42001": ["A.3.2", "A.6.2.5"],
    "sr-26-2": ["Effective challenge", "Governance and controls"],
  },
  findings: {
    "eu-ai-act": ["5"],
    "nist-ai-rmf": ["MEASURE 3.1", "MANAGE 1.3"],
    "iso-42001": ["A.6.2.4"],
    "sr-26-2": ["Effective challenge"],
  },
  waivers: {
    "eu-ai-act": ["5"],
    "nist-ai-rmf": ["MANAGE 1.4"],
    "iso-42001": ["A.6.1.3"],
    "sr-26-2": ["Governance and controls"],
  },
  suspensions: {
    "eu-ai-act": ["3", "9"],
    "nist-ai-rmf": ["GOVERN 1.7", "MANAGE 2.4", "MANAGE 4.3"],
    "iso-42001": ["A.6.2.6", "A.8.4"],
    "sr-26-2": ["Model validation and monitoring", "Governance and controls"],
  },
  audit: {
    "eu-ai-act": ["6"],
    "nist-ai-rmf": ["GOVERN 1.6", "MEASURE 2.8"],
    "iso-42001": ["A.6.2.8"],
    "sr-26-2": ["Governance and controls"],
  },
} as const satisfies Record<string, Refs>;

export type Topic = keyof typeof TOPICS;

export interface Tag {
  /** `eu-ai-act`, `nist-ai-rmf`, `iso-42001` or `sr-26-2`. */
  framework: string;
  /** For people: `NIST AI RMF 1.0`. */
  title: string;
  /** The clause, by the framework's own number or, where it has none, its topic. */
  clause: string;
  /** What the clause is about, in a few words of ours. */
  about: string;
}

/** The clauses that a part of the record is evidence for. */
export function tagsOf(topic: Topic): Tag[] {
  return Object.entries<readonly string[]>(TOPICS[topic]).flatMap(([framework, clauses]) => {
    const { title, clauses: known } = FRAMEWORKS[framework as Framework];
    return clauses.map((clause) => ({
      framework,
      title,
      clause,
      about: (known as Record<string, string>)[clause]!,
    }));
  });
}

/** By framework, what the tags refer to: its full name and edition. */
export const EDITIONS = Object.entries(FRAMEWORKS).map(([id, { title, edition }]) => ({
  id,
  title,
  edition,
}));

const OF_TYPE: Record<string, Topic> = {
  model: "model",
  evaluation: "evaluation",
  "validation-report": "data-validation",
  slices: "fairness",
  fairness: "fairness",
  calibration: "calibration",
  leakage: "leakage",
  "behaviour-tests": "behaviour-tests",
  "champion-comparison": "comparison",
  parity: "parity",
  documentation: "documentation",
  "monitoring-plan": "monitoring-plan",
  "rollback-plan": "rollback-plan",
  dataset: "data",
  profile: "data",
  split: "data",
};

/** What an item of evidence is about: by the policy's kind of requirement, by its type on the wire, by its name. */
export function topicOf({ type, title }: { type: string; title: string }): Topic {
  const known = OF_TYPE[type];
  if (known) return known;
  if (/parity/i.test(title)) return "parity";
  if (/model/i.test(title)) return "model";
  return "documentation";
}
