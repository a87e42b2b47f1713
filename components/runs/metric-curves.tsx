"use client";

import { useMemo } from "react";
import { Chart } from "../charts/chart.tsx";
import { metricCharts } from "../charts/metric-charts.ts";
import { Loading, Problem } from "../ui/states.tsx";
import type { MetricPoint } from "./live-state.ts";
import { useStepMetrics } from "./use-step-log.ts";

/** The curves of a training step, growing while it trains. */
export function MetricCurves(props: {
  runId: string;
  node: string;
  item: string | undefined;
  attempt: number;
  heard: readonly MetricPoint[] | undefined;
  running: boolean;
  reread: boolean;
}) {
  const { query, points } = useStepMetrics(props);
  const charts = useMemo(() => metricCharts(points), [points]);
  if (query.error && points.length === 0)
    return <Problem error={query.error} retry={query.refetch} />;
  if (query.isPending && points.length === 0) return <Loading what="curves" />;
  if (charts.length === 0)
    return (
      <p className="text-muted text-sm">
        {props.running
          ? "No figure yet; curves appear with the first iteration."
          : "This step reported no metrics by iteration."}
      </p>
    );
  return (
    <div className="@container">
      <div className="grid gap-x-6 gap-y-5 @2xl:grid-cols-2">
        {charts.map((chart) => (
          <Chart key={chart.title} {...chart} height={200} />
        ))}
      </div>
    </div>
  );
}
