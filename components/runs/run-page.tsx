"use client";

import { useEffect, useState } from "react";
import { useStore } from "zustand";
import { Loading, PageProblem } from "../ui/states.tsx";
import { useNow } from "../ui/use-now.ts";
import { ItemPanel } from "./item-panel.tsx";
import { isOver } from "./live-state.ts";
import { createLiveRun } from "./live/live-run.ts";
import type { RunView } from "./live/run-view.ts";
import { useRunFeed } from "./live/use-run-feed.ts";
import { RunGraph } from "./run-graph.tsx";
import { RunHeader } from "./run-header.tsx";
import { RunOverview } from "./run-overview.tsx";
import { StepActions } from "./step-actions.tsx";
import { StepPanel } from "./step-panel.tsx";
import { Splitter, useGraphHeight } from "./splitter.tsx";
import { StepTimeline } from "./step-timeline.tsx";
import { choose, useChosen } from "./use-chosen.ts";
import { useReviewHref } from "./use-review-href.ts";

/** A run as it goes: graph, steps in time, and the chosen step. */
export function RunPage({ id }: { id: string }) {
  return <Run key={id} id={id} />;
}

function Run({ id }: { id: string }) {
  const [store] = useState(createLiveRun);
  const { error, reread } = useRunFeed(store, id);
  const view = useStore(store, (live) => live.view);
  const lost = useStore(store, (live) => live.lost);
  if (error)
    return (
      <PageProblem
        title="Run"
        back={{ href: "/runs", label: "Runs" }}
        error={error}
        retry={reread}
      />
    );
  if (!view) return <Loading what="run" rows={8} />;
  return <Shown view={view} lost={lost} />;
}

function Shown({ view: { details, live, nodes }, lost }: { view: RunView; lost: boolean }) {
  const { run, plan, document: pipeline } = details;
  const over = isOver(live.run.status);
  const now = useNow(!over);
  const chosen = useChosen();
  const [graphHeight, setGraphHeight] = useGraphHeight();
  const step = plan.nodes.find((node) => node.id === chosen.step);
  const node = step && nodes.get(step.id);
  const reviewHref = useReviewHref(run.id, step?.kind, node?.state.status);

  useEffect(() => {
    const close = (event: KeyboardEvent) => {
      if (event.key === "Escape" && !event.defaultPrevented) select(null);
    };
    window.addEventListener("keydown", close);
    return () => window.removeEventListener("keydown", close);
  }, []);

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
          nodes={nodes}
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
            nodes={nodes}
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
        ) : step && node ? (
          <StepPanel
            key={step.id}
            runId={run.id}
            run={node}
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
          <RunOverview details={details} nodes={nodes} now={now} onSelect={select} />
        )}
      </div>
    </div>
  );
}

function select(node: string | null): void {
  choose({ step: node });
}
