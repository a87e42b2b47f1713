import { canMatch, parseCron } from "./cron.ts";
import { durationMs } from "./duration.ts";
import { ID_PATTERN, type PipelineDocument } from "./document.ts";
import { fileNamePattern } from "./glob.ts";
import { resolveParams } from "./params.ts";
import { reportTo, type Problem, type ProblemCode, type Severity } from "./problems.ts";
import { timeZoneProblem } from "./time-zone.ts";
import {
  FACT_REFERENCE,
  isTimed,
  listensTo,
  TRIGGER_FACTS,
  type TimedTrigger,
  type TriggerSpec,
  type TriggerType,
} from "./triggers.ts";

/** What is wrong with a document's triggers, anchored at `triggers.N.field`. */
export function checkTriggers(document: PipelineDocument): Problem[] {
  const problems: Problem[] = [];
  const ids = new Set<string>();
  for (const [index, spec] of (document.triggers ?? []).entries()) {
    const report: ReportField = (code, field, message, severity) =>
      reportTo(problems)(
        code,
        { field: `triggers.${index}${field && `.${field}`}` },
        message,
        severity,
      );
    if (!ID_PATTERN.test(spec.id))
      report(
        "P060",
        "id",
        `The trigger's id '${spec.id}' must begin with a lower-case letter and hold only lower-case letters, digits and underscores, 63 at most: rename it.`,
      );
    else if (ids.has(spec.id))
      report("P060", "id", `Two triggers have the id '${spec.id}': rename one of them.`);
    ids.add(spec.id);
    if (isTimed(spec)) checkTimes(spec, report);
    const to = listensTo(spec);
    if (to?.value === "") report("P003", to.field, CHOOSE[spec.type]!);
    if (spec.type === "folder") checkFolder(spec, report);
    if (
      spec.type === "pipeline" &&
      spec.pipeline === document.name &&
      (spec.states ?? ["done"]).includes("done")
    )
      report(
        "P067",
        "pipeline",
        `'${document.name}' would start itself again after each run that succeeds, until the limit of runs that start one another: name another pipeline.`,
        "warning",
      );
    checkParams(document, spec, report);
  }
  return problems;
}

/** What is said where it is not chosen yet what a trigger listens to. */
const CHOOSE: Partial<Record<TriggerType, string>> = {
  dataset: "Choose the dataset whose new versions start a run.",
  folder: "Name the folder whose new files start a run.",
  pipeline: "Choose the pipeline whose ended runs start one of this.",
  model: "Choose the model whose approved versions start a run.",
};

type ReportField = (code: ProblemCode, field: string, message: string, severity?: Severity) => void;

/** What is wrong with the times of a trigger, in sentences. */
export function timeProblems(spec: TimedTrigger): string[] {
  const problems: string[] = [];
  checkTimes(spec, (_code, _field, message) => problems.push(message));
  return problems;
}

function checkTimes(spec: TimedTrigger, report: ReportField): void {
  if (spec.type === "schedule") {
    const { problem } = parseCron(spec.cron);
    if (problem !== undefined)
      report(
        "P061",
        "cron",
        `'${spec.cron}' is no cron expression: ${problem}. Write for instance '30 6 * * mon-fri'.`,
      );
  }
  if (spec.type === "calendar") {
    const all = Array.from({ length: 31 }, (_, index) => index + 1);
    const days = new Set(spec.days ?? all);
    const months = new Set(spec.months ?? all.slice(0, 12));
    if (!canMatch({ days, months }))
      report("P061", "days", "None of the months has such a day: choose another day or month.");
  }
  if (spec.type === "interval") {
    const every = durationMs(spec.every);
    if (every < 1_000) report("P063", "every", "The interval must be at least 1s.");
    else if (spec.offset !== undefined && durationMs(spec.offset) >= every)
      report("P063", "offset", `The offset must be shorter than the interval of ${spec.every}.`);
  } else {
    const problem = timeZoneProblem(spec.timezone ?? "UTC");
    if (problem !== null) report("P062", "timezone", problem);
  }
  if (spec.catchUp !== undefined && durationMs(spec.catchUp) < 10_000)
    report("P063", "catchUp", "The catch-up window must be at least 10s.");
}

function checkFolder(spec: TriggerSpec & { type: "folder" }, report: ReportField): void {
  const why = fileNamePattern(spec.pattern ?? "*");
  if (typeof why === "string")
    report(
      "P065",
      "pattern",
      `The pattern '${spec.pattern}' cannot be used: ${why}. Write for instance '*.csv'.`,
    );
  if (spec.path.split(/[/\\]/).includes("..") || spec.path.includes("\0"))
    report("P065", "path", "The folder's path may not lead upwards: write it without '..'.");
  if (spec.every !== undefined && durationMs(spec.every) < 1_000)
    report("P063", "every", "The folder can be looked at every 1s at the most.");
}

function checkParams(document: PipelineDocument, spec: TriggerSpec, report: ReportField): void {
  const declared = document.params ?? {};
  const known = TRIGGER_FACTS[spec.type];
  /** Facts are known when it fires; what is left can be checked now. */
  const fixed: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(spec.params ?? {})) {
    const field = `params.${name}`;
    if (!Object.hasOwn(declared, name)) {
      const names = Object.keys(declared).join(", ") || "none";
      report(
        "P064",
        field,
        `There is no param '${name}'; this pipeline's params are: ${names}. Declare it, or remove it from the trigger.`,
      );
      continue;
    }
    const facts = typeof value === "string" ? [...value.matchAll(FACT_REFERENCE)] : [];
    if (facts.length === 0) fixed[name] = value;
    for (const [, fact] of facts)
      if (!known.includes(fact!) && !known.includes(`${fact!.split(".")[0]}.*`))
        report(
          "P066",
          field,
          `A trigger of type ${spec.type} knows no '${fact}'; it knows: ${known.join(", ")}.`,
        );
  }
  const given = new Set(Object.keys(spec.params ?? {}));
  for (const { code, message, anchor } of resolveParams(document, fixed).problems) {
    const name = anchor.field?.slice("params.".length) ?? "";
    if (code === "P031") {
      if (given.has(name) || spec.type === "webhook") continue;
      report(
        "P064",
        "params",
        `The param '${name}' has no default: give it a value in the trigger's params.`,
      );
    } else if (given.has(name)) report("P064", `params.${name}`, message);
  }
}
