import { CircleCheck, OctagonX } from "lucide-react";
import type { Evaluation, ThresholdCheck } from "../../workflows/core/contents/evaluation.ts";
import { metricTitle } from "../../workflows/core/metrics.ts";
import { Chart } from "../charts/chart.tsx";
import { evaluationCharts } from "../charts/evaluation-charts.ts";
import { CommentButton } from "../comments/comment-button.tsx";
import { ConfusionMatrix } from "./confusion-matrix.tsx";
import { formatCount, formatMetric, formatNumber, plural } from "../ui/format.ts";
import { MetricTable, MetricTiles } from "./metric-table.tsx";
import { SliceTable } from "./slice-table.tsx";
import { SubSection } from "../ui/sub-section.tsx";

/** An evaluation for people: the figures, thresholds, candidates, plots, and how groups differ. */
export function EvaluationView({ evaluation }: { evaluation: Evaluation }) {
  const { candidates, checks, slices, confusion } = evaluation;
  const charts = evaluationCharts(evaluation);
  return (
    <div className="@container flex flex-col gap-6">
      <div>
        <MetricTiles metrics={evaluation.metrics} intervals={evaluation.bootstrap?.intervals} />
        <p className="text-muted mt-2 text-xs">
          {evaluation.task === "classification" ? "Classification" : "Regression"} of{" "}
          <code>{evaluation.target}</code>, on {plural(evaluation.rows, "row")} of the test split
          {evaluation.positive !== null && (
            <>
              ; the positive class is <code>{String(evaluation.positive)}</code>
            </>
          )}
          .
          {evaluation.bootstrap && (
            <>
              {" "}
              Below each figure its 95 % confidence interval, from {
                evaluation.bootstrap.resamples
              }{" "}
              resamples of these rows.
            </>
          )}
        </p>
      </div>
      {checks.length > 0 && (
        <SubSection title="Against thresholds">
          <ThresholdTable checks={checks} />
        </SubSection>
      )}
      {candidates.length > 1 && (
        <SubSection title="Candidates on the same rows">
          <MetricTable
            columns={candidates.map((candidate, index) => ({
              key: `${candidate.hash}-${index}`,
              title: (
                <>
                  {candidate.algorithm}
                  {index === evaluation.best && <span className="text-accent"> · chosen</span>}
                </>
              ),
              metrics: candidate.metrics,
            }))}
          />
        </SubSection>
      )}
      {(charts.length > 0 || confusion) && (
        <div className="grid gap-x-6 gap-y-5 @2xl:grid-cols-2 @6xl:grid-cols-3">
          {charts.map((chart) => (
            <Chart
              key={chart.title}
              {...chart}
              aside={<CommentButton anchor="plot" anchorKey={chart.title} title={chart.title} />}
            />
          ))}
          {confusion && <ConfusionMatrix confusion={confusion} />}
        </div>
      )}
      {slices.length > 0 && (
        <SubSection title="By group">
          <SliceTable slices={slices} overall={evaluation.metrics} />
        </SubSection>
      )}
      {candidates.some(({ parity }) => parity) && (
        <SubSection title="Same answers in serving">
          <Parity candidates={candidates} />
        </SubSection>
      )}
    </div>
  );
}

function ThresholdTable({ checks }: { checks: readonly ThresholdCheck[] }) {
  return (
    <table className="w-full text-sm tabular-nums">
      <thead className="text-muted text-xs">
        <tr className="border-line border-b">
          {["Metric", "Required", "Found", "Outcome"].map((title, index) => (
            <th
              key={title}
              scope="col"
              className={`py-1.5 pr-3 font-medium ${index === 1 || index === 2 ? "text-right" : "text-left"}`}
            >
              {title}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {checks.map((check) => (
          <tr key={check.metric} className="border-line border-b last:border-0">
            <th scope="row" className="py-1 pr-3 text-left font-normal">
              {metricTitle(check.metric)}
            </th>
            <td className="py-1 pr-3 text-right">{required(check)}</td>
            <td className="py-1 pr-3 text-right font-medium">{formatMetric(check.value)}</td>
            <td className={`py-1 ${check.passed ? "text-ok" : "text-danger"}`}>
              <span className="flex items-center gap-1.5">
                {check.passed ? (
                  <CircleCheck aria-hidden className="size-4" />
                ) : (
                  <OctagonX aria-hidden className="size-4" />
                )}
                {check.passed ? "met" : "not met"}
              </span>
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function required({ min, max }: ThresholdCheck): string {
  const low = typeof min === "number" ? `≥ ${formatNumber(min)}` : "";
  const high = typeof max === "number" ? `≤ ${formatNumber(max)}` : "";
  return [low, high].filter(Boolean).join(" and ") || "–";
}

function Parity({ candidates }: { candidates: Evaluation["candidates"] }) {
  return (
    <ul className="flex flex-col gap-1 text-sm">
      {candidates.map(({ algorithm, hash, parity }) =>
        parity ? (
          <li key={hash}>
            <span className="font-medium">{algorithm}</span>: the trainer's own predictions and the
            ONNX file's differ by at most{" "}
            <span className="font-medium tabular-nums">{formatNumber(parity.maxDifference)}</span>{" "}
            on {formatCount(parity.rows)} rows (allowed: {formatNumber(parity.tolerance)}).
          </li>
        ) : null,
      )}
    </ul>
  );
}
