"use client";

import { useQuery } from "@tanstack/react-query";
import { CircleCheck, CircleX } from "lucide-react";
import { CommentButton } from "../comments/comment-button.tsx";
import { formatMetric } from "../evidence/format.ts";
import { IntervalText } from "../evidence/interval-text.tsx";
import { metricAbout, metricTitle } from "../evidence/metrics.ts";
import type { Evaluation, Metrics } from "../evidence/types.ts";
import { useTRPC } from "../trpc.tsx";
import { Card } from "../ui/card.tsx";
import { cx } from "../ui/cx.ts";
import { Table, Td, Th } from "../ui/table.tsx";
import { areOnSameRows, figuresOf, type Figure } from "./figures.ts";
import type { Review } from "./types.ts";

/** Each metric with its interval, against its threshold, the champion and its worst slice. */
export function FiguresTable({ review }: { review: Review }) {
  const { approvedLast: last, model } = review;
  const item = review.evidence.find(({ type }) => type === "evaluation");
  const { evaluation: own, isLoading } = useEvaluation(item?.hash ?? null);
  const trpc = useTRPC();
  const version = useQuery(
    trpc.models.version.queryOptions(
      { name: model.name, number: last?.version ?? 1 },
      { enabled: last !== null, staleTime: 60_000 },
    ),
  );
  const { evaluation: other, isLoading: isLoadingOther } = useEvaluation(
    (last && version.data?.evaluationHash) || null,
  );
  const isComparing = isLoading || isLoadingOther || (last !== null && version.isPending);
  const figures = figuresOf(
    review.metrics as Metrics,
    own,
    last ? { metrics: last.metrics, evaluation: other } : null,
    review.requirements.flatMap(({ kind, threshold }) =>
      kind === "evaluation" && threshold ? [threshold] : [],
    ),
  );
  const champion = last && `${last.isChampion ? "Champion" : "Approved last"} (v${last.version})`;
  return (
    <Card
      flush
      title="Figures on test data"
      description={
        isLoading
          ? "Reading the evaluation…"
          : own?.bootstrap
            ? "With 95 % confidence intervals, by the bootstrap"
            : "Evaluated without confidence intervals: run the pipeline again to have them"
      }
      actions={
        last &&
        !isComparing && (
          <span className="text-muted text-xs">
            {areOnSameRows(own, other)
              ? "Both versions were tested on the same rows"
              : `Version ${last.version} was tested on other rows, or resampled otherwise: compare with care`}
          </span>
        )
      }
    >
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
                  <Threshold threshold={figure.threshold} />
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
                    <Difference figure={figure} />
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
                  ) : (
                    <span className="text-muted">no slices</span>
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

function useEvaluation(hash: string | null) {
  const trpc = useTRPC();
  const { data, isLoading } = useQuery(
    trpc.artifacts.json.queryOptions(
      { hash: hash ?? "" },
      { enabled: hash !== null, staleTime: Infinity },
    ),
  );
  return {
    evaluation: hash === null ? null : ((data as Evaluation | undefined) ?? null),
    isLoading,
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

function Difference({ figure: { difference, champion, value } }: { figure: Figure }) {
  if (!champion) return <>–</>;
  const sign = (number: number) => `${number > 0 ? "+" : ""}${formatMetric(number)}`;
  if (!difference)
    return (
      <span className="text-muted" title="Not on the same test rows, or not resampled alike">
        {sign(value - champion.value)}
      </span>
    );
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
