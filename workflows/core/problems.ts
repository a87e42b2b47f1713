/** Where a problem lies, so that the editor, the command and the API point at the same spot. */
export interface Anchor {
  node?: string;
  port?: string;
  /** Dotted path in the node's config, or in the document where no node is named. */
  field?: string;
}

export type Severity = "error" | "warning";

export interface Problem {
  code: ProblemCode;
  severity: Severity;
  /** One sentence: what is wrong and what to do. */
  message: string;
  anchor: Anchor;
}

/** Says what is wrong, and where; an error where no severity is given. */
export type Report = (
  code: ProblemCode,
  anchor: Anchor,
  message: string,
  severity?: Severity,
) => void;

/** Reports into a list. */
export function reportTo(problems: Problem[]): Report {
  return (code, anchor, message, severity = "error") => {
    problems.push({ code, severity, message, anchor });
  };
}

/** Every problem the compiler reports. Codes are stable: scripts and documentation refer to them. */
const PROBLEM_CODES = {
  P001: "The document is not readable",
  P002: "The document is of a newer version",
  P003: "A field of the document is unknown, missing or ill-typed",
  P004: "Too many nodes",
  P005: "Bad id",
  P006: "Duplicate id",
  P010: "Unknown kind of step",
  P011: "Unknown config field",
  P012: "Missing config field",
  P013: "Ill-typed config field",
  P020: "Wire to nothing",
  P021: "Wire types that do not fit",
  P022: "Required input is not wired",
  P023: "Input wired twice",
  P024: "Cycle",
  P025: "Unreachable node",
  P026: "Bad parent",
  P027: "Wire across the border of a map",
  P028: "Wire against the order of phases",
  P029: "Map without steps",
  P030: "Unknown param",
  P031: "Missing param",
  P032: "Ill-typed param",
  P033: "Override of nothing",
  P034: "Param out of bounds",
  P040: "Bad CEL expression",
  P041: "Reference to an item outside a map",
  P050: "A file of this machine cannot be read by the server",
  P060: "Bad or duplicate id of a trigger",
  P061: "Bad cron expression or calendar",
  P062: "Unknown time zone",
  P063: "Bad duration of a trigger",
  P064: "A trigger's params do not fit the pipeline's",
  P065: "Bad folder or file pattern",
  P066: "A trigger refers to a fact it does not know",
  P067: "A pipeline that starts itself",
  P070: "Unknown column",
  P071: "Column of a type that does not fit",
  P072: "SQL or source that cannot be read",
  P073: "Column that is gone on the way",
  P074: "Unknown field of a map's items",
  P075: "Unknown pipeline",
  P076: "Unknown dataset",
} as const;

export type ProblemCode = keyof typeof PROBLEM_CODES;

export function hasErrors(problems: readonly Problem[]): boolean {
  return problems.some(isError);
}

/** Those that keep a document from running. */
export function errorsOf(problems: readonly Problem[]): Problem[] {
  return problems.filter(isError);
}

function isError({ severity }: Problem): boolean {
  return severity === "error";
}

/** A problem as one line for a terminal: `error P022 evaluate.split: …`. */
export function formatProblem({ severity, code, message, anchor }: Problem): string {
  const where = [anchor.node, anchor.port ?? anchor.field].filter(Boolean).join(".");
  return `${severity} ${code}${where ? ` ${where}` : ""}: ${message}`;
}

/** The errors among problems, a line each. */
export function formatErrors(problems: readonly Problem[]): string {
  return errorsOf(problems).map(formatProblem).join("\n");
}
