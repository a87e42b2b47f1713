import { metricTitle, sortedMetrics } from "../../workflows/core/metrics.ts";
import { trainedInWords } from "../../workflows/core/trained-in.ts";
import { figure } from "../documentation/words.ts";
import type { VersionRecord } from "./version-record.ts";

/** A piece of a model card, to be written as Markdown or drawn on a page. */
export type CardBlock =
  | { type: "heading"; level: 1 | 2 | 3; text: string }
  | { type: "markdown"; text: string }
  | { type: "table"; head: string[]; rows: string[][] }
  | { type: "list"; items: string[] };

/** The card of a version, after Mitchell et al., Model Cards for Model Reporting (2019): facts from the record, then people's words. */
export function cardBlocks(record: VersionRecord): CardBlock[] {
  const { model, version } = record;
  return [
    heading(1, `${model.name} version ${version.number}`),
    ...text(model.description),
    details(record),
    ...record.documentation.flatMap(({ id, title, filled, body, signed, saved }) => {
      const words = [
        ...(filled.facts.length > 0 && id !== "performance" ? [facts(filled.facts)] : []),
        ...(id === "performance" ? performance(record) : []),
        ...text(filled.markdown),
        ...text(body),
        ...(body && saved
          ? text(`_${signed ? "Signed" : "Written"} by ${saved.by.name}, ${day(saved.at)}._`)
          : []),
      ];
      return words.length === 0 ? [] : [heading(2, title), ...words];
    }),
    ...inputs(record),
    heading(2, "Decisions"),
    ...governance(record),
  ];
}

function details({ version, info, lineage, tier, author }: VersionRecord): CardBlock {
  const { from } = lineage.training;
  return facts([
    ["Status", words(version.status)],
    ["Risk tier", words(tier)],
    ["Algorithm", lineage.training.algorithm ?? info.algorithm ?? "unknown"],
    ...(from
      ? ([["Trained in", `${from.runId} ${trainedInWords(from)}`]] as [string, string][])
      : []),
    ["Author", author],
    ["Registered", day(version.createdAt)],
    [
      "Approved until",
      version.status === "approved" && version.approvedUntil ? day(version.approvedUntil) : "–",
    ],
    ["ONNX file, SHA-256", version.hash],
  ]);
}

function performance({ version, evaluation }: VersionRecord): CardBlock[] {
  const metrics = sortedMetrics(evaluation?.metrics ?? version.metrics);
  const intervals = evaluation?.bootstrap?.intervals ?? {};
  const names = metrics.map(([name]) => name).slice(0, 4);
  const slices = evaluation?.slices ?? [];
  return [
    {
      type: "table",
      head: ["Metric", "Value", "95 % interval"],
      rows: metrics.map(([name, value]) => {
        const interval = intervals[name];
        return [
          metricTitle(name),
          figure(value),
          interval ? `${figure(interval.low)} to ${figure(interval.high)}` : "–",
        ];
      }),
    },
    ...(slices.length === 0
      ? []
      : [
          heading(3, "By group"),
          {
            type: "table" as const,
            head: ["Group", "Rows", ...names.map(metricTitle)],
            rows: slices.map((slice) => [
              `${slice.column} = ${slice.value ?? "missing"}`,
              String(slice.rows),
              ...names.map((name) => orDash(slice.metrics[name])),
            ]),
          },
        ]),
  ];
}

function inputs({ info }: VersionRecord): CardBlock[] {
  if (!info.inputs?.length) return [];
  return [
    heading(2, "Inputs"),
    {
      type: "table",
      head: ["Input", "Kind", "Values", "May be missing"],
      rows: info.inputs.map((input) => [
        input.name,
        input.kind,
        input.categories
          ? input.categories.slice(0, 8).join(", ") + (input.categories.length > 8 ? ", …" : "")
          : `${orDash(input.min)} to ${orDash(input.max)}`,
        input.nullable ? "yes" : "no",
      ]),
    },
  ];
}

function governance({ decisions, findings, waivers, suspensions }: VersionRecord): CardBlock[] {
  const parts: [title: string, items: string[]][] = [
    [
      "Open findings and conditions",
      findings.map(
        ({ title, severity, condition, dueAt }) =>
          `${condition ? "Condition" : "Finding"}, ${severity}: ${title}${dueAt ? `, due ${day(dueAt)}` : ""}`,
      ),
    ],
    [
      "Waivers",
      waivers.map(({ scope, reason, expiresAt }) => `${scope} until ${day(expiresAt)}: ${reason}`),
    ],
    ["Suspended", suspensions.map(({ reason, since }) => `Since ${day(since)}: ${reason}`)],
  ];
  const decided = decisions.map(
    ({ outcome, by, at, comment }) => `${words(outcome)} by ${by}, ${day(at)}: ${comment}`,
  );
  return [
    decided.length > 0
      ? { type: "list", items: decided }
      : { type: "markdown", text: "Nobody has decided on it." },
    ...parts
      .filter(([, items]) => items.length > 0)
      .flatMap(([title, items]) => [heading(3, title), { type: "list" as const, items }]),
  ];
}

function heading(level: 1 | 2 | 3, title: string): CardBlock {
  return { type: "heading", level, text: title };
}

function facts(rows: [string, string][]): CardBlock {
  return { type: "table", head: ["", ""], rows };
}

function text(markdown: string): CardBlock[] {
  return markdown.trim() === "" ? [] : [{ type: "markdown", text: markdown.trim() }];
}

const orDash = (value: number | null | undefined) =>
  typeof value === "number" ? figure(value) : "–";
const words = (state: string) =>
  state.charAt(0).toUpperCase() + state.slice(1).replaceAll("-", " ");
const day = (at: Date | string) => new Date(at).toISOString().slice(0, 10);
