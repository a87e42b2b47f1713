"use client";

import { useQuery } from "@tanstack/react-query";
import { useCallback, useEffect, useMemo, useRef } from "react";
import { Loading, PageProblem } from "../evidence/states.tsx";
import { useNow } from "../evidence/use-now.ts";
import { useTRPC } from "../trpc.tsx";
import { ItemPanel } from "./item-panel.tsx";
import { isOver, type Snapshot } from "./live-state.ts";
import { RunGraph } from "./run-graph.tsx";
import { RunHeader } from "./run-header.tsx";
import { RunOverview } from "./run-overview.tsx";
import { StepActions } from "./step-actions.tsx";
import { StepPanel } from "./step-panel.tsx";
import { Splitter, useGraphHeight } from "./splitter.tsx";
import { StepTimeline } from "./step-timeline.tsx";
import type { RunDetails } from "./types.ts";
import { useChosen } from "./use-chosen.ts";
import { useLiveRun } from "./use-live-run.ts";
import { useReviewHref } from "./use-review-href.ts";
import { useRunSteps } from "./use-run-steps.ts";

/** A run as it goes: graph, steps in time, and the chosen step. */
export function RunPage({ id }: { id: string }) {
  const trpc = useTRPC();
  const query = useQuery(
    trpc.runs.get.queryOptions(
      { id },
      {
        staleTime: Infinity,
        refetchOnWindowFocus: false,
        // What steps do comes as events; the line a run stands in, slots, children and counts are read again.
        refetchInterval: ({ state: { data } }) =>
          data && !isOver(data.run.status) ? Math.max(4_000, data.steps.length * 20) : false,
      },
    ),
  );
  if (query.error && !query.data)
    return (
      <PageProblem
        title="Run"
        back={{ href: "/runs", label: "Runs" }}
        error={query.error}
        retry={query.refetch}
      />
    );
  if (!query.data) return <Loading what="run" rows={8} />;
  return <Run key={id} details={query.data} reread={query.refetch} />;
}

function Run({ details, reread }: { details: RunDetails; reread: () => unknown }) {
  const { live, lost } = useLiveRun(details.run.id, details as unknown as Snapshot);
  const { run, plan, document: pipeline } = details;
  const over = isOver(live.run.status);
  const now = useNow(!over);
  const steps = useRunSteps(live, details);
  const { states, blocked, counts } = steps;
  const [chosen, choose] = useChosen();
  const [graphHeight, setGraphHeight] = useGraphHeight();
  const select = useCallback((node: string | null) => choose({ step: node }), [choose]);
  const step = plan.nodes.find((node) => node.id === chosen.step);
  const state = step && states.get(step.id);
  const reviewHref = useReviewHref(
    run.id,
    state?.status === "waiting" && step?.kind === "governance.review",
  );
  useRereadOnChange(steps, live.run.status, reread);

  useEffect(() => {
    const close = (event: KeyboardEvent) => {
      if (event.key === "Escape" && !event.defaultPrevented) select(null);
    };
    window.addEventListener("keydown", close);
    return () => window.removeEventListener("keydown", close);
  }, [select]);

  return (
    <div className="flex h-full min-h-0 flex-col">
      <RunHeader details={details} state={live.run} now={now} lost={lost} />
      {live.run.error && (
        <p
          role="alert"
          // It scrolls when much failed.
          tabIndex={0}
          className="border-danger bg-danger-soft max-h-32 shrink-0 overflow-y-auto border-b px-4 py-2 text-sm break-words whitespace-pre-line"
        >
          {live.run.error}
        </p>
      )}
      <div className="bg-bg border-line min-h-40 shrink-0 border-b" style={{ height: graphHeight }}>
        <RunGraph
          plan={plan}
          document={pipeline}
          steps={steps}
          selected={chosen.step}
          onSelect={select}
        />
      </div>
      <Splitter height={graphHeight} onHeight={setGraphHeight} />
      <div className="grid min-h-0 flex-1 grid-cols-[minmax(0,1fr)_minmax(24rem,50%)] 2xl:grid-cols-[minmax(0,1fr)_minmax(44rem,45%)]">
        <div className="bg-surface border-line min-h-0 border-r">
          <StepTimeline
            run={{ ...run, ...live.run }}
            plan={plan}
            steps={steps}
            now={now}
            selected={chosen.step}
            onSelect={select}
          />
        </div>
        {step?.map && chosen.item !== null ? (
          <ItemPanel
            key={`${step.id}-${chosen.item}`}
            runId={run.id}
            map={step}
            index={chosen.item}
            inner={chosen.inner}
            tab={chosen.tab}
            onInner={(inner) => choose({ step: step.id, item: chosen.item, inner })}
            onTab={(tab) => choose({ ...chosen, tab })}
            onBack={() => select(step.id)}
            onClose={() => select(null)}
          />
        ) : step && state ? (
          <StepPanel
            key={step.id}
            runId={run.id}
            step={step}
            state={state}
            blocked={blocked.get(step.id)}
            counts={counts.get(step.id) ?? null}
            childRuns={details.children.filter(({ node }) => node === step.id)}
            live={live}
            reviewHref={reviewHref}
            tab={chosen.tab}
            actions={<StepActions details={details} step={step} />}
            onTab={(tab) => choose({ step: step.id, tab })}
            onItem={(item) => choose({ step: step.id, item })}
            onClose={() => select(null)}
          />
        ) : (
          <RunOverview details={details} steps={steps} now={now} onSelect={select} />
        )}
      </div>
    </div>
  );
}

/** Reads what is beside the stream again when a step begins to wait, a map or child begins, or the run's state changes. */
function useRereadOnChange(
  { states }: ReturnType<typeof useRunSteps>,
  status: string,
  reread: () => unknown,
): void {
  const signature = useMemo(() => {
    const waits = [...states].filter(
      ([, { status: now, last }]) => now === "waiting" || (now === "running" && last?.reason),
    );
    return `${status} ${waits.map(([node]) => node).join(" ")}`;
  }, [states, status]);
  const known = useRef(signature);
  useEffect(() => {
    if (known.current === signature) return;
    known.current = signature;
    reread();
  }, [signature, reread]);
}
