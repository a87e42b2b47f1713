"use client";

import { Flag, LifeBuoy, X } from "lucide-react";
import type { ReactNode } from "react";
import type { PlanNode } from "../../workflows/core/plan.ts";
import { registry } from "../../workflows/steps/index.ts";
import { formatDuration } from "../ui/format.ts";
import { useNow } from "../ui/use-now.ts";
import { IconButton } from "../ui/icon-button.tsx";
import { ItemsTab } from "./items-tab.tsx";
import { KindIcon } from "./kind-icon.tsx";
import type { LiveState } from "./live-state.ts";
import type { NodeRun } from "./live/run-view.ts";
import { isGoingOn, StatusLine } from "./status.tsx";
import { StepNotice } from "./step-notice.tsx";
import { StepTabs, type StepTab } from "./step-tabs.tsx";
import { elapsed } from "./timeline.ts";
import type { ChildRun } from "./types.ts";

interface Props {
  runId: string;
  run: NodeRun;
  childRuns: readonly ChildRun[];
  live: LiveState;
  reviewHref: string | null;
  tab: StepTab | null;
  /** What may be done from this step. */
  actions: ReactNode;
  onTab: (tab: StepTab) => void;
  onItem: (index: number) => void;
  onClose: () => void;
}

/** All about one step of a run: what it waits for or why it ended so, and what came of it. */
export function StepPanel(props: Props) {
  const { runId, live, reviewHref, childRuns } = props;
  const { step, state, shown, blocked, counts } = props.run;
  const now = useNow(isGoingOn(state.status) || !!blocked);
  const time = elapsed(state, now);
  return (
    <section aria-label={`Step ${step.title}`} className="bg-surface flex h-full min-h-0 flex-col">
      <header className="flex items-start gap-2.5 px-3 pt-3 pb-2">
        <KindIcon kind={step.kind} className="text-muted mt-0.5 size-4 shrink-0" />
        <div className="min-w-0 flex-1">
          <h2 className="truncate text-base font-medium" title={step.title}>
            {step.title}
          </h2>
          <p className="text-muted flex flex-wrap gap-x-3 text-xs">
            <StatusLine status={shown} />
            {time !== null && !state.last?.cached && (
              <span className="tabular-nums">{formatDuration(time)}</span>
            )}
            {step.phase && <Phase phase={step.phase} />}
            <span>
              {registry.get(step.kind)?.title ?? step.kind} <code>{step.id}</code>
            </span>
            {state.last?.host && (
              <span>
                on {state.last.host}, queue {state.last.queue}
              </span>
            )}
          </p>
        </div>
        {props.actions}
        <IconButton
          size="sm"
          label="Close the step"
          keys="Esc"
          icon={<X aria-hidden />}
          onClick={props.onClose}
        />
      </header>
      <StepNotice
        runId={runId}
        step={step}
        state={state}
        blocked={blocked}
        childRuns={childRuns}
        now={now}
        reviewHref={reviewHref}
      />
      <StepTabs
        runId={runId}
        step={step}
        state={state}
        heard={{ logs: live.logs[step.id], metrics: live.metrics[step.id] }}
        now={now}
        tab={props.tab}
        onTab={props.onTab}
        items={
          // What stands in for a map has its items in the run that it comes from.
          step.map &&
          !state.last?.cached && (
            <ItemsTab
              runId={runId}
              node={step.id}
              counts={counts}
              running={state.status === "running"}
              now={now}
              onOpen={props.onItem}
            />
          )
        }
      />
    </section>
  );
}

function Phase({ phase }: { phase: NonNullable<PlanNode["phase"]> }) {
  const Icon = phase === "finally" ? Flag : LifeBuoy;
  return (
    <span className="inline-flex items-center gap-1">
      <Icon aria-hidden className="size-3.5" />
      {phase === "finally" ? "runs at the end, however it went" : "runs when the run fails"}
    </span>
  );
}
