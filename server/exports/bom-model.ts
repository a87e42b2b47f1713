import { metricTitle, sortedMetrics } from "../../workflows/core/metrics.ts";
import { EDITIONS } from "./frameworks.ts";
import type { VersionRecord } from "./version-record.ts";
import { dataRefs } from "./bom-parts.ts";

/** The model version as a component with its model card. Figures are texts, as the format wants them. */
export function modelComponent(record: VersionRecord) {
  const { model, version, info, lineage, workspace } = record;
  return {
    type: "machine-learning-model",
    "bom-ref": `model:${model.name}@${version.number}`,
    group: workspace,
    name: model.name,
    version: String(version.number),
    description: model.description || undefined,
    "mime-type": "application/octet-stream",
    hashes: [{ alg: "SHA-256", content: version.hash }],
    authors: [{ name: record.author }],
    modelCard: {
      "bom-ref": `model-card:${model.name}@${version.number}`,
      modelParameters: {
        approach: { type: "supervised" },
        task: info.task,
        architectureFamily: info.algorithm ?? lineage.training.algorithm ?? undefined,
        modelArchitecture: "ONNX",
        datasets: dataRefs(record).map((ref) => ({ ref })),
        inputs: (info.inputs ?? []).map((input) => ({
          format: `${input.name}: ${input.kind}, ONNX ${input.onnx}${input.nullable ? ", may be missing" : ""}`,
        })),
        outputs: [{ format: outputOf(record) }],
      },
      quantitativeAnalysis: { performanceMetrics: performanceMetrics(record) },
      considerations: considerations(record),
      properties: Object.entries(info.hyperparameters ?? {}).map(([name, value]) => ({
        name: `penstock:hyperparameter:${name}`,
        value: typeof value === "string" ? value : JSON.stringify(value),
      })),
    },
    properties: [
      { name: "penstock:status", value: version.status },
      { name: "penstock:risk-tier", value: record.tier },
      { name: "penstock:plan", value: lineage.planHash },
      ...record.decisions.map(({ review, outcome, by, at, packHash }) => ({
        name: "penstock:decision",
        value: `${outcome} by ${by}, ${at.toISOString()}, review ${review}, evidence pack ${packHash}`,
      })),
      ...EDITIONS.map(({ title, edition }) => ({
        name: "penstock:framework",
        value: `${title} (${edition})`,
      })),
    ],
  };
}

function outputOf({ info }: VersionRecord): string {
  if (info.task === "regression") return `${info.target}: number`;
  return `probability of each class of ${info.target}: ${(info.classes ?? []).join(", ")}`;
}

function performanceMetrics({ evaluation, version }: VersionRecord) {
  const whole = sortedMetrics(evaluation?.metrics ?? version.metrics).map(([type, value]) => {
    const interval = evaluation?.bootstrap?.intervals[type];
    return {
      type,
      value: String(value),
      confidenceInterval: interval
        ? { lowerBound: String(interval.low), upperBound: String(interval.high) }
        : undefined,
    };
  });
  const slices = (evaluation?.slices ?? []).flatMap(({ column, value, rows, metrics }) =>
    sortedMetrics(metrics).map(([type, figure]) => ({
      type,
      value: String(figure),
      slice: `${column} = ${value === null ? "missing" : value} (${rows} rows)`,
    })),
  );
  return [...whole, ...slices];
}

function considerations(record: VersionRecord) {
  const { version, findings, waivers, suspensions, evaluation } = record;
  const limits = record.documentation.find(({ id }) => id === "limits");
  const groups = [...new Set((evaluation?.slices ?? []).map(({ column }) => column))];
  return {
    useCases: version.intendedUse ? [version.intendedUse] : undefined,
    technicalLimitations: [
      limits?.body,
      limits?.filled.markdown,
      ...suspensions.map(({ reason }) => `Approval suspended: ${reason}`),
    ].filter(Boolean),
    ethicalConsiderations: [
      ...findings.map(({ title, severity, remedy }) => ({
        name: `Open finding (${severity}): ${title}`,
        mitigationStrategy: remedy,
      })),
      ...waivers.map(({ scope, reason, expiresAt }) => ({
        name: `Waived until ${expiresAt.toISOString().slice(0, 10)}: ${scope}`,
        mitigationStrategy: reason,
      })),
    ],
    fairnessAssessments: groups.map((column) => ({
      groupAtRisk: `Groups by ${column}`,
      harms: spreadOf(record, column),
    })),
  };
}

/** How far the groups of a column lie apart by the first metric, as a sentence. */
function spreadOf({ evaluation }: VersionRecord, column: string): string | undefined {
  const slices = evaluation!.slices.filter((slice) => slice.column === column);
  const metric = sortedMetrics(evaluation!.metrics)[0]?.[0];
  if (!metric) return undefined;
  const values = slices
    .map(({ metrics }) => metrics[metric])
    .filter((value) => typeof value === "number");
  if (values.length < 2) return undefined;
  return `${metricTitle(metric)} is between ${Math.min(...values).toFixed(4)} and ${Math.max(...values).toFixed(4)} over ${slices.length} groups.`;
}
