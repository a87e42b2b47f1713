import type { Evaluation, Slice } from "../../workflows/core/contents/evaluation.ts";
import {
  LEAST_SLICE_ROWS,
  metricTitle,
  sortedMetrics,
  worstSlice,
} from "../../workflows/core/metrics.ts";
import { evaluationCharts } from "../charts/evaluation-charts.ts";
import {
  formatCell,
  formatCount,
  formatMetric,
  formatNumber,
  formatPercent,
  plural,
} from "../ui/format.ts";
import { groupBy } from "../ui/group-by.ts";
import { isWorst } from "../evidence/slice-table.tsx";
import { PrintedChart } from "./chart.tsx";
import { Nothing, State, Table } from "./parts.tsx";
import type { PrintedDocument } from "./types.ts";

export function Performance({ document }: { document: PrintedDocument }) {
  const { review, evaluation } = document;
  const metrics = sortedMetrics(evaluation?.metrics ?? review.metrics);
  const champion = review.approvedLast;
  return (
    <>
      {evaluation && (
        <p>
          {evaluation.task === "classification" ? "Classification" : "Regression"} of{" "}
          <code>{evaluation.target}</code> on {plural(evaluation.rows, "row")} of the test split
          {evaluation.positive === null
            ? ""
            : `, with '${formatCell(evaluation.positive)}' as the positive class`}
          .
          {evaluation.bootstrap &&
            ` Intervals hold 95 %, by ${formatCount(evaluation.bootstrap.resamples)} resamples of the test rows.`}
        </p>
      )}
      <Table
        head={[
          "Metric",
          "Value",
          "95 % interval",
          "Threshold",
          champion ? `Version ${champion.version}` : "Champion",
          "Worst group",
        ]}
        numeric={[1, 2, 3, 4]}
        rows={metrics.map(([name, value]) => {
          const interval = evaluation?.bootstrap?.intervals[name];
          return [
            metricTitle(name),
            <b key="value">{formatMetric(value)}</b>,
            interval ? `${formatMetric(interval.low)} – ${formatMetric(interval.high)}` : "–",
            thresholdOf(document, name),
            formatMetric(champion?.metrics[name]),
            worstOf(name, evaluation?.slices ?? []),
          ];
        })}
      />
      {evaluation && evaluation.checks.length > 0 && (
        <>
          <h3>Thresholds of the Evaluate step</h3>
          <Table
            head={["Metric", "Found", "Least", "Most", "Outcome"]}
            numeric={[1, 2, 3]}
            rows={evaluation.checks.map((check) => [
              metricTitle(check.metric),
              formatMetric(check.value),
              formatNumber(check.min),
              formatNumber(check.max),
              <State key="state" state={check.passed ? "passed" : "failed"} />,
            ])}
          />
        </>
      )}
      {evaluation && <Candidates evaluation={evaluation} />}
      {evaluation && (
        <div className="charts">
          {evaluationCharts(evaluation).map((chart) => (
            <PrintedChart key={chart.title} chart={chart} />
          ))}
          {evaluation.confusion && <Confusion confusion={evaluation.confusion} />}
        </div>
      )}
    </>
  );
}

/** What the policy asks of a metric; what the Evaluate step asks has a table of its own. */
function thresholdOf({ review }: PrintedDocument, name: string): string {
  const bounds = review.requirements
    .filter(({ kind, threshold }) => kind === "evaluation" && threshold?.metric === name)
    .flatMap(({ threshold }) => [
      ...(threshold?.min === undefined ? [] : [`≥ ${formatNumber(threshold.min)}`]),
      ...(threshold?.max === undefined ? [] : [`≤ ${formatNumber(threshold.max)}`]),
    ]);
  return [...new Set(bounds)].join(", ") || "–";
}

function worstOf(name: string, slices: readonly Slice[]): string {
  const worst = worstSlice(name, slices);
  return worst
    ? `${formatMetric(worst.value)}  ${worst.slice.column} = ${formatCell(worst.slice.value)}`
    : "–";
}

function Candidates({ evaluation }: { evaluation: Evaluation }) {
  const { candidates } = evaluation;
  if (candidates.length < 2) return null;
  const names = sortedMetrics(evaluation.metrics)
    .map(([name]) => name)
    .slice(0, 5);
  return (
    <>
      <h3>Candidates on the same rows</h3>
      <Table
        head={["Candidate", ...names.map(metricTitle), "Serving parity"]}
        numeric={names.map((_, index) => index + 1)}
        rows={candidates.map(({ algorithm, metrics, parity }, index) => [
          <>
            {algorithm}
            {index === evaluation.best && <b> chosen</b>}
          </>,
          ...names.map((name) => formatMetric(metrics[name])),
          parity ? `differs by ${formatNumber(parity.maxDifference)} at most` : "–",
        ])}
      />
    </>
  );
}

function Confusion({ confusion }: { confusion: NonNullable<Evaluation["confusion"]> }) {
  const { labels, matrix } = confusion;
  return (
    <figure>
      <figcaption>
        <b>Confusion matrix</b> rows are what was true
      </figcaption>
      <table className="confusion">
        <thead>
          <tr>
            <th scope="col">True ↓ predicted →</th>
            {labels.map((label) => (
              <th key={label} scope="col">
                {label}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {labels.map((label, row) => {
            const counts = matrix[row] ?? [];
            const total = counts.reduce((sum, count) => sum + count, 0) || 1;
            return (
              <tr key={label}>
                <th scope="row">{label}</th>
                {counts.map((count, column) => (
                  <td
                    key={column}
                    style={{
                      background: `rgba(${row === column ? "18,105,60" : "179,38,30"},${((count / total) * 0.3).toFixed(2)})`,
                    }}
                  >
                    <b>{formatCount(count)}</b>
                    <span>{formatPercent(count / total)}</span>
                  </td>
                ))}
              </tr>
            );
          })}
        </tbody>
      </table>
    </figure>
  );
}

export function Groups({ document }: { document: PrintedDocument }) {
  const { evaluation } = document;
  if (!evaluation?.slices.length)
    return <Nothing>The evaluation was not made by group: its step names no slices.</Nothing>;
  const names = sortedMetrics(evaluation.metrics)
    .map(([name]) => name)
    .slice(0, 5);
  return (
    <>
      {[...groupBy(evaluation.slices, ({ column }) => column)].map(([column, slices]) => (
        <div key={column} className="together">
          <h3>By {column.replaceAll("_", " ")}</h3>
          <Table
            head={["Group", "Rows", ...names.map(metricTitle)]}
            numeric={[1, ...names.map((_, index) => index + 2)]}
            rows={slices.map((slice) => [
              slice.value === null ? "missing" : formatCell(slice.value),
              `${formatCount(slice.rows)}${slice.rows < LEAST_SLICE_ROWS ? " few" : ""}`,
              ...names.map((name) => {
                const text = formatMetric(slice.metrics[name]);
                return isWorst(name, slice, slices) ? <b key={name}>▼ {text}</b> : text;
              }),
            ])}
          />
        </div>
      ))}
      <p className="small">
        ▼ marks the worst group of its column. Groups of fewer than {LEAST_SLICE_ROWS} rows are not
        marked: their figures are mostly chance.
      </p>
    </>
  );
}
