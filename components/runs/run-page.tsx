"use client";

import { useQuery } from "@tanstack/react-query";
import { useSearchParams } from "next/navigation";
import { useCallback, useEffect, useMemo } from "react";
import { Loading, PageProblem } from "../evidence/states.tsx";
import { useNow } from "../evidence/use-now.ts";
import { useTRPC } from "../trpc.tsx";
import { isOver, nodeStates, type Snapshot } from "./live-state.ts";
import { RunGraph } from "./run-graph.tsx";
import { RunHeader } from "./run-header.tsx";
import { RunOverview } from "./run-overview.tsx";
import { STEP_TABS, StepPanel, type StepTab } from "./step-panel.tsx";
import { Splitter, useGraphHeight } from "./splitter.tsx";
import { StepTimeline } from "./step-timeline.tsx";
import type { RunDetails } from "./types.ts";
import { useLiveRun } from "./use-live-run.ts";

/** A run as it goes: graph, steps in time, and the chosen step. */
export function RunPage({ id }: { id: string }) {
  const trpc = useTRPC();
  // Read once: whatever changes afterwards comes as an event.
  const query = useQuery(
    trpc.runs.get.queryOptions({ id }, { staleTime: Infinity, refetchOnWindowFocus: false }),
  );
  if (query.error)
    return (
      <PageProblem
        title="Run"
        back={{ href: "/runs", label: "Runs" }}
        error={query.error}
        retry={query.refetch}
      />
    );
  if (!query.data) return <Loading what="run" rows={8} />;
  return <Run key={id} details={query.data} />;
}

function Run({ details }: { details: RunDetails }) {
  const { live, lost } = useLiveRun(details.run.id, details as unknown as Snapshot);
  const { run, plan, document: pipeline } = details;
  const over = isOver(live.run.status);
  const now = useNow(!over);
  const states = useMemo(() => nodeStates(live, plan), [live, plan]);
  const [selected, tab, choose] = useChosenStep();
  const [graphHeight, setGraphHeight] = useGraphHeight();
  const select = useCallback((node: string | null) => choose(node, null), [choose]);
  const step = plan.nodes.find((node) => node.id === selected);
  const state = step && states.get(step.id);
  const reviewHref = useReviewHref(
    run.id,
    state?.status === "waiting" && step?.kind === "governance.review",
  );

  useEffect(() => {
    const close = (event: KeyboardEvent) => {
      if (event.key === "Escape" && !event.defaultPrevented) select(null);
    };
    window.addEventListener("keydown", close);
    return () => window.removeEventListener("keydown", close);
  }, [select]);

  return (
    <div className="flex h-full min-h-0 flex-col">
      <RunHeader run={run} state={live.run} now={now} lost={lost} />
      {live.run.error && (
        <p
          role="alert"
          className="border-danger bg-danger-soft border-b px-4 py-2 text-sm break-words"
        >
          {live.run.error}
        </p>
      )}
      <div className="bg-bg border-line min-h-40 shrink-0 border-b" style={{ height: graphHeight }}>
        <RunGraph
          plan={plan}
          document={pipeline}
          states={states}
          selected={selected}
          onSelect={select}
        />
      </div>
      <Splitter height={graphHeight} onHeight={setGraphHeight} />
      <div className="grid min-h-0 flex-1 grid-cols-[minmax(0,1fr)_minmax(24rem,50%)] 2xl:grid-cols-[minmax(0,1fr)_minmax(44rem,45%)]">
        <div className="bg-surface border-line min-h-0 border-r">
          <StepTimeline
            run={{ ...run, ...live.run }}
            plan={plan}
            states={states}
            now={now}
            selected={selected}
            onSelect={select}
          />
        </div>
        {step && state ? (
          <StepPanel
            key={step.id}
            runId={run.id}
            step={step}
            state={state}
            live={live}
            reviewHref={reviewHref}
            tab={tab}
            onTab={(next) => choose(step.id, next)}
            onClose={() => select(null)}
          />
        ) : (
          <RunOverview run={run} steps={plan.nodes} states={states} onSelect={select} />
        )}
      </div>
    </div>
  );
}

/** The chosen step and tab, kept in the address so that a link leads to what one sees. */
function useChosenStep() {
  const search = useSearchParams();
  const selected = search.get("step");
  const wanted = search.get("tab");
  const tab = STEP_TABS.find((name) => name === wanted) ?? null;
  const choose = useCallback((step: string | null, next: StepTab | null) => {
    const address = new URL(window.location.href);
    address.search = "";
    if (step) address.searchParams.set("step", step);
    if (step && next) address.searchParams.set("tab", next);
    window.history.replaceState(null, "", address);
  }, []);
  return [selected, tab, choose] as const;
}

/** The page of the review that a step of this run waits for. */
function useReviewHref(runId: string, waiting: boolean): string | null {
  const trpc = useTRPC();
  const open = useQuery(
    trpc.reviews.list.queryOptions({ status: "open", limit: 200 }, { enabled: waiting }),
  );
  const review = open.data?.items.find((item) => item.runId === runId);
  return review ? `/reviews/${review.id}` : null;
}
