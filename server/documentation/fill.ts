import { LEAST_SLICE_ROWS, metricTitle, worseBy } from "../../workflows/core/metrics.ts";
import { isProtected } from "../../workflows/core/risk/personal-columns.ts";
import { QUESTIONNAIRE } from "../../workflows/core/risk/questionnaire.ts";
import { isPlainObject } from "../../workflows/core/json.ts";
import { plural } from "../../workflows/core/plural.ts";
import { trainedInWords } from "../../workflows/core/trained-in.ts";
import type { ModelRecord } from "./record.ts";
import type { SectionId } from "./sections.ts";
import { bullets, day, figure, listed } from "./words.ts";

/** What a section says by itself: name and value pairs, and Markdown. */
export interface Filled {
  facts: [string, string][];
  markdown: string;
}

/** The part of a section that follows from the record; the rest is for people. */
export function fill(section: SectionId, record: ModelRecord): Filled {
  return FILLS[section](record);
}

const FILLS: Record<SectionId, (record: ModelRecord) => Filled> = {
  purpose: ({ description, intendedUse, info, endpoints }) => ({
    facts: [
      ["Predicts", String(info["target"] ?? "not recorded")],
      ["Task", String(info["task"] ?? "not recorded")],
      ...classesOf(info["classes"]),
      [
        "In service as",
        listed(endpoints.filter(({ current }) => current).map(({ name }) => name)) || "nothing yet",
      ],
    ],
    markdown: [description, intendedUse].filter(Boolean).join("\n\n"),
  }),

  affected: ({ risk, datasets }) => ({
    facts: [
      ["Risk tier", risk ? risk.tier : "not assessed"],
      ...(risk
        ? ([
            ...insteadOf(risk.override),
            ["Assessed", `number ${risk.number}, by ${risk.by} on ${day(risk.at)}`],
            ...answered(risk.answers),
          ] as [string, string][])
        : []),
      [
        "Personal data",
        datasets.length === 0
          ? "unknown: the data is no registered dataset"
          : listed(datasets.filter((one) => one.personalData).map(({ name }) => `in ${name}`)) ||
            "none marked",
      ],
    ],
    markdown: risk
      ? ""
      : "The risk questionnaire of the model has not been answered: it asks who is affected.",
  }),

  data: ({ lineage, datasets }) => ({
    facts: lineage.data.map(({ name, version, rows }) => [
      version === null ? name : `${name} v${version}`,
      rows === null ? "rows unknown" : plural(rows, "row"),
    ]),
    markdown: lineage.data
      .map(({ name, version }) => {
        const known = datasets.find((one) => version !== null && one.name === name);
        if (!known) return `**${name}** is no registered dataset: nobody is known to own it.`;
        return `**${name}** is owned by ${known.owner}; ${known.classification}, ${known.personalData ? "with personal data" : "no personal data marked"}${known.licence ? `; licence: ${known.licence}` : ""}.${known.description ? ` ${known.description}` : ""}${known.purpose ? ` Gathered for: ${known.purpose}` : ""}`;
      })
      .join("\n\n"),
  }),

  training: ({ info, lineage, steps }) => {
    const { node, from } = lineage.training;
    const trainer = steps.find(({ id }) => id === node);
    const rows = isPlainObject(info["rows"]) ? Object.entries(info["rows"]) : [];
    const inputs = Array.isArray(info["inputs"]) ? info["inputs"].length : null;
    const prepared = steps.filter(({ kind }) => /^data\.(validate|transform|split)$/.test(kind));
    return {
      facts: [
        ["Method", String(lineage.training.algorithm ?? info["algorithm"] ?? "not recorded")],
        ["Trained by", trainer ? `${trainer.title} (${trainer.id})` : "not recorded"],
        ...(from
          ? ([["Trained in", `${from.runId} ${trainedInWords(from)}`]] as [string, string][])
          : []),
        ...rows.map(([part, n]): [string, string] => [
          `Rows: ${part}`,
          Number(n).toLocaleString("en"),
        ]),
        ...(inputs === null ? [] : ([["Inputs", plural(inputs, "column")]] as [string, string][])),
        [
          "Pipeline",
          lineage.pipelineVersion === null
            ? `${lineage.pipeline}, not published`
            : `${lineage.pipeline}, version ${lineage.pipelineVersion}`,
        ],
      ],
      markdown: [
        prepared.length > 0
          ? `Before training: ${listed(prepared.map(({ title, id }) => `${title} (${id})`))}.`
          : "",
        settings(info["hyperparameters"]),
        important(info["importance"]),
      ]
        .filter(Boolean)
        .join("\n\n"),
    };
  },

  performance: ({ metrics, evaluation }) => ({
    facts: Object.entries(metrics)
      .filter((entry): entry is [string, number] => typeof entry[1] === "number")
      .map(([name, value]) => {
        const interval = evaluation?.intervals[name];
        return [
          metricTitle(name),
          interval
            ? `${figure(value)} (95 % interval ${figure(interval.low)} to ${figure(interval.high)})`
            : figure(value),
        ];
      }),
    markdown: evaluation
      ? [
          `On ${plural(evaluation.rows, "row")} that the Evaluate step was given to test on; nothing checks that training has not seen them.`,
          evaluation.facts.slices === 0
            ? "The Evaluate step compared no slices."
            : bullets(
                Object.entries(evaluation.facts.worst).map(
                  ([metric, { column, value, rows, figure: worst }]) =>
                    `${metricTitle(metric)} is worst for ${column} = ${value}: ${figure(worst)}, on ${plural(rows, "row")}.`,
                ),
              ),
        ].join("\n\n")
      : "No evaluation was wired into Register.",
  }),

  fairness: ({ evaluation }) => {
    const gaps = Object.entries(evaluation?.facts.gaps ?? {}).filter(([column]) =>
      isProtected(column),
    );
    return {
      facts: gaps.map(([column, byMetric]) => [
        `By ${column}`,
        Object.entries(byMetric)
          .slice(0, 3)
          .map(([metric, { gap }]) => `${metricTitle(metric)} ${figure(gap)} apart`)
          .join("; "),
      ]),
      markdown:
        gaps.length === 0
          ? `No two groups of a protected attribute such as sex or age have ${LEAST_SLICE_ROWS} rows of test data or more each: nothing was compared.`
          : bullets(
              gaps.flatMap(([column, byMetric]) =>
                Object.entries(byMetric)
                  .slice(0, 3)
                  .map(([metric, { low, high }]) => {
                    const [worse, better] =
                      worseBy(metric, high.figure, low.figure) > 0 ? [high, low] : [low, high];
                    return `By ${column}, ${metricTitle(metric)} is worst for ${worse.value} (${figure(worse.figure)}) and best for ${better.value} (${figure(better.figure)}).`;
                  }),
              ),
            ),
    };
  },

  limits: ({ info, evaluation }) => {
    const inputs = objects(info["inputs"]);
    const ranges = inputs
      .filter(({ min, max }) => typeof min === "number" && typeof max === "number")
      .map(
        ({ name, min, max }) => `${String(name)}: ${figure(Number(min))} to ${figure(Number(max))}`,
      );
    const rows = isPlainObject(info["rows"]) ? Number(info["rows"]["train"] ?? 0) : 0;
    return {
      facts: [
        ["Learned from", rows > 0 ? plural(rows, "row") : "an unknown number of rows"],
        [
          "Slices compared",
          evaluation
            ? listed(evaluation.facts.sliceColumns.map((name) => `by ${name}`)) || "none"
            : "none",
        ],
        ...(typeof evaluation?.facts.calibrationError === "number"
          ? ([["Calibration error", figure(evaluation.facts.calibrationError)]] as [
              string,
              string,
            ][])
          : []),
      ],
      markdown:
        ranges.length === 0
          ? ""
          : `It has seen these ranges only; outside them its answers are guesses.\n\n${bullets(ranges.slice(0, 20))}`,
    };
  },

  "monitoring-plan": ({ policy, endpoints }) => ({
    facts: [
      [
        "In service as",
        listed(endpoints.filter(({ current }) => current).map(({ name }) => name)) || "nothing yet",
      ],
      [
        "An alarm suspends the approval",
        policy.document.alarms.suspendAt === null
          ? "never"
          : `from severity ${policy.document.alarms.suspendAt} on`,
      ],
      [
        "Reviewed again",
        policy.document.validityDays === null
          ? "when something happens"
          : `after ${policy.document.validityDays} days at the latest`,
      ],
    ],
    markdown: "",
  }),

  "rollback-plan": ({ version, before, policy }) => ({
    facts: [
      [
        "Version before",
        before
          ? `${before.number}${before.approvedAt ? `, approved ${day(before.approvedAt)}` : ""}`
          : version === 1
            ? "none: this is the first"
            : "none was approved",
      ],
      [
        "While suspended",
        policy.document.deployment.suspended === "block"
          ? "endpoints refuse to answer"
          : "endpoints answer with a warning",
      ],
    ],
    markdown: before
      ? "An endpoint goes back by its page under Deployments, or by `penstock deployments rollback`; each change is a revision that can be taken back."
      : "There is no earlier approved version: going back means taking the endpoint out of service.",
  }),

  oversight: ({ policy, author, startedBy }) => ({
    facts: [
      [
        "Made by",
        author.id === startedBy.id ? author.name : `${author.name}, run by ${startedBy.name}`,
      ],
      [
        "Decided by",
        policy.document.stages
          .map(({ title, deciders }) => `${title} (${deciders === "all" ? "all" : deciders})`)
          .join(", then "),
      ],
      [
        "Sign-in for deciding",
        policy.document.secondFactor ? "with a second factor" : "again, with password or code",
      ],
    ],
    markdown: "",
  }),

  changes: ({ version, before, metrics, lineage, events }) => ({
    facts: events.map(({ at, what, by }) => [day(at), by ? `${what}, by ${by}` : what]),
    markdown: before
      ? bullets(changesSince(before, metrics, lineage))
      : version === 1
        ? "This is the model's first version."
        : "No version before this one was approved.",
  }),
};

function changesSince(
  before: NonNullable<ModelRecord["before"]>,
  metrics: ModelRecord["metrics"],
  lineage: ModelRecord["lineage"],
): string[] {
  const names = (of: typeof lineage) =>
    listed(of.data.map(({ name, version }) => (version === null ? name : `${name} v${version}`)));
  const moved = Object.entries(metrics).flatMap(([name, value]) => {
    const was = before.metrics[name];
    return typeof value === "number" && typeof was === "number" && value !== was
      ? [`${metricTitle(name)} went from ${figure(was)} to ${figure(value)}.`]
      : [];
  });
  return [
    ...(names(before.lineage) === names(lineage)
      ? []
      : [
          `Data: ${names(lineage) || "none"}; version ${before.number} had ${names(before.lineage) || "none"}.`,
        ]),
    ...(before.lineage.training.algorithm === lineage.training.algorithm
      ? []
      : [
          `Method: ${lineage.training.algorithm ?? "unknown"}; it was ${before.lineage.training.algorithm ?? "unknown"}.`,
        ]),
    ...(before.lineage.planHash === lineage.planHash
      ? []
      : [`Made by another plan than version ${before.number}.`]),
    ...moved,
  ];
}

const ABOUT_PEOPLE = new Set(["people", "automation", "affected", "personal"]);

/** What the questionnaire says about people, each answer in its own words. */
function insteadOf(override: NonNullable<ModelRecord["risk"]>["override"]): [string, string][] {
  if (!override) return [];
  const { matrix, askedBy, agreedBy, reason } = override;
  return [
    [
      "Instead of",
      `${matrix}, which the matrix gives: asked for by ${askedBy}, agreed to by ${agreedBy}. ${reason}`,
    ],
  ];
}

function answered(answers: Record<string, { value: string }>): [string, string][] {
  return QUESTIONNAIRE.questions.flatMap(({ id, title, options }): [string, string][] => {
    const chosen = options.find(({ value }) => value === answers[id]?.value);
    return ABOUT_PEOPLE.has(id) && chosen ? [[title, chosen.label]] : [];
  });
}

function classesOf(classes: unknown): [string, string][] {
  return Array.isArray(classes) ? [["Answers", classes.slice(0, 12).map(String).join(", ")]] : [];
}

function settings(hyperparameters: unknown): string {
  if (!isPlainObject(hyperparameters)) return "";
  const shown = Object.entries(hyperparameters)
    .filter(([, value]) => value === null || typeof value !== "object")
    .slice(0, 30)
    .map(([name, value]) => `${name} ${String(value)}`);
  return shown.length === 0 ? "" : `Settings: ${shown.join(", ")}.`;
}

function important(importance: unknown): string {
  const names = objects(importance)
    .slice(0, 5)
    .map(({ feature }) => String(feature));
  return names.length === 0 ? "" : `It listens most to ${listed(names)}.`;
}

function objects(value: unknown): Record<string, unknown>[] {
  return Array.isArray(value) ? value.filter(isPlainObject) : [];
}
