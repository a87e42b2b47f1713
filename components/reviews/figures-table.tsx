"use client";

import { useQuery } from "@tanstack/react-query";
import { CircleCheck, CircleX } from "lucide-react";
import type { Evaluation } from "../../workflows/core/contents/evaluation.ts";
import { metricAbout, metricTitle, type Metrics } from "../../workflows/core/metrics.ts";
import { CommentButton } from "../comments/comment-button.tsx";
import { formatMetric } from "../ui/format.ts";
import { IntervalText } from "../evidence/interval-text.tsx";
import { useTRPC } from "../trpc.tsx";
import { Card } from "../ui/card.tsx";
import { Problem } from "../ui/states.tsx";
import { cx } from "../ui/cx.ts";
import { Table, Td, Th } from "../ui/table.tsx";
import { areOnSameRows, figuresOf, type Figure } from "./figures.ts";
import type { Review } from "./types.ts";

/** Each metric with its interval, against its threshold, the champion and its worst slice. */
export function FiguresTable({ review }: { review: Review }) {
  const { approvedLast: last, model } = review;
  const item = review.evidence.find(({ type }) => type === "evaluation");
  const own = useEvaluation(item?.hash ?? null);
  const trpc = useTRPC();
  const version = useQuery(
    trpc.models.version.queryOptions(
      { name: model.name, number: last?.version ?? 1 },
      { enabled: last !== null, staleTime: 60_000 },
    ),
  );
  const other = useEvaluation((last && version.data?.evaluationHash) || null);
  const isComparable = own.isKnown && version.data !== undefined && other.isKnown;
  const trouble = [own, version, other].find(({ error, data }) => error && !data);
  const figures = figuresOf(
    review.metrics as Metrics,
    own.data,
    last ? { metrics: last.metrics, evaluation: other.data } : null,
    review.requirements.flatMap(({ kind, threshold }) =>
      kind === "evaluation" && threshold ? [threshold] : [],
    ),
  );
  const unknown = <span className="text-muted text-xs">{own.isLoading ? "…" : "not known"}</span>;
  const champion = last && `${last.isChampion ? "Champion" : "Approved last"} (v${last.version})`;
  return (
    <Card
      flush
      title="Figures on test data"
      description={
        own.isLoading
          ? "Reading the evaluation…"
          : !own.isKnown
            ? "The evaluation cannot be read: intervals, thresholds and slices are not known"
            : own.data?.bootstrap
              ? "With 95 % confidence intervals, by the bootstrap"
              : "Evaluated without confidence intervals: run the pipeline again to have them"
      }
      actions={
        last &&
        isComparable && (
          <span className="text-muted text-xs">
            {areOnSameRows(own.data, other.data)
              ? "Both versions were tested on the same rows"
              : `Version ${last.version} was tested on other rows, or resampled otherwise: compare with care`}
          </span>
        )
      }
    >
      {trouble?.error && (
        <div className="px-4 py-3">
          <Problem error={trouble.error} retry={trouble.refetch} />
        </div>
      )}
      {figures.length === 0 ? (
        <p className="text-muted px-4 py-3 text-sm">
          No figures: wire an Evaluate step into the Register step of the pipeline.
        </p>
      ) : (
        <Table caption="Metrics against threshold, champion and worst slice">
          <thead>
            <tr>
              <Th>Metric</Th>
              <Th numeric>This version</Th>
              <Th>Threshold</Th>
              {champion && <Th numeric>{champion}</Th>}
              {champion && <Th numeric>Difference</Th>}
              <Th>Worst slice</Th>
              <Th>
                <span className="sr-only">Comments</span>
              </Th>
            </tr>
          </thead>
          <tbody>
            {figures.map((figure) => (
              <tr key={figure.metric}>
                <Td title={metricAbout(figure.metric)} className="font-medium whitespace-nowrap">
                  {metricTitle(figure.metric)}
                </Td>
                <Td numeric className="whitespace-nowrap">
                  <span className="font-medium">{formatMetric(figure.value)}</span>
                  <IntervalText
                    interval={figure.interval}
                    className="text-muted block text-xs whitespace-nowrap"
                  />
                </Td>
                <Td className="whitespace-nowrap">
                  {own.isKnown ? <Threshold threshold={figure.threshold} /> : unknown}
                </Td>
                {champion && (
                  <Td numeric className="whitespace-nowrap">
                    {figure.champion ? formatMetric(figure.champion.value) : "–"}
                    <IntervalText
                      interval={figure.champion?.interval}
                      className="text-muted block text-xs whitespace-nowrap"
                    />
                  </Td>
                )}
                {champion && (
                  <Td numeric className="whitespace-nowrap">
                    <Difference figure={figure} isComparable={isComparable} />
                  </Td>
                )}
                <Td className="text-xs">
                  {figure.worst ? (
                    <>
                      <span className="text-sm tabular-nums">
                        {formatMetric(figure.worst.value)}
                      </span>{" "}
                      <span className="text-muted block">
                        {figure.worst.column} = {figure.worst.group}, {figure.worst.rows} rows
                      </span>
                    </>
                  ) : own.isKnown ? (
                    <span className="text-muted">no slices</span>
                  ) : (
                    unknown
                  )}
                </Td>
                <Td className="w-8 px-2">
                  <CommentButton
                    anchor="metric"
                    anchorKey={figure.metric}
                    title={metricTitle(figure.metric)}
                  />
                </Td>
              </tr>
            ))}
          </tbody>
        </Table>
      )}
    </Card>
  );
}

/** What an evaluation says; known where it is read, and where there is none. */
function useEvaluation(hash: string | null) {
  const trpc = useTRPC();
  const { data, error, isLoading, refetch } = useQuery(
    trpc.artifacts.json.queryOptions(
      { hash: hash ?? "" },
      { enabled: hash !== null, staleTime: Infinity },
    ),
  );
  return {
    data: hash === null ? null : ((data as Evaluation | undefined) ?? null),
    isKnown: hash === null || data !== undefined,
    error: hash === null ? null : error,
    isLoading,
    refetch,
  };
}

function Threshold({ threshold }: Pick<Figure, "threshold">) {
  if (!threshold) return <span className="text-muted text-xs">none</span>;
  const { text, passed } = threshold;
  const Icon = passed ? CircleCheck : CircleX;
  return (
    <span className={cx("inline-flex items-center gap-1.5", passed ? "text-ok" : "text-danger")}>
      <Icon aria-hidden className="size-4" />
      <span className="tabular-nums">{text}</span>
      <span className="sr-only">{passed ? "met" : "not met"}</span>
    </span>
  );
}

function Difference({
  figure: { difference, champion, value },
  isComparable,
}: {
  figure: Figure;
  /** Whether both evaluations are read. */
  isComparable: boolean;
}) {
  if (!champion) return <>–</>;
  const sign = (number: number) => `${number > 0 ? "+" : ""}${formatMetric(number)}`;
  if (!difference)
    return (
      <span
        className="text-muted"
        title={isComparable ? "Not on the same test rows, or not resampled alike" : undefined}
      >
        {sign(value - champion.value)}
      </span>
    );
  if (difference.value === 0 && difference.low === 0 && difference.high === 0)
    return <span className="text-muted">no difference</span>;
  const isSure = difference.low > 0 || difference.high < 0;
  const word = isSure ? (difference.isBetter ? "better" : "worse") : "may be chance";
  return (
    <>
      <span
        className={cx("font-medium", isSure && (difference.isBetter ? "text-ok" : "text-danger"))}
      >
        {sign(difference.value)} <span className="text-xs font-normal">{word}</span>
      </span>
      <IntervalText interval={difference} className="text-muted block text-xs whitespace-nowrap" />
    </>
  );
}
