"use client";

import { X } from "lucide-react";
import type { PlanNode } from "../../workflows/core/plan.ts";
import { registry } from "../../workflows/steps/index.ts";
import { formatDuration } from "../evidence/format.ts";
import { useNow } from "../evidence/use-now.ts";
import { Loading, Problem } from "../evidence/states.tsx";
import { IconButton } from "../ui/icon-button.tsx";
import { Tabs } from "../ui/tabs.tsx";
import { AttemptsTable } from "./attempts-table.tsx";
import { ConfigView } from "./config-view.tsx";
import { KindIcon } from "./kind-icon.tsx";
import type { LiveState, NodeState } from "./live-state.ts";
import { LogView } from "./log-view.tsx";
import { MetricCurves } from "./metric-curves.tsx";
import { shownStatus, StatusLine } from "./status.tsx";
import { StepNotice } from "./step-notice.tsx";
import { StepResults } from "./step-results.tsx";
import { elapsed } from "./timeline.ts";
import { useStepLog } from "./use-step-log.ts";

export const STEP_TABS = ["results", "metrics", "logs", "settings", "attempts"] as const;
export type StepTab = (typeof STEP_TABS)[number];

const TITLES: Record<StepTab, string> = {
  results: "Results",
  metrics: "Curves",
  logs: "Log",
  settings: "Settings",
  attempts: "Attempts",
};

interface Props {
  runId: string;
  step: PlanNode;
  state: NodeState;
  live: LiveState;
  reviewHref: string | null;
  tab: StepTab | null;
  onTab: (tab: StepTab) => void;
  onClose: () => void;
}

/** All about one step of a run: what came of it, its curves and log as they grow, its settings and attempts. */
export function StepPanel(props: Props) {
  const { step, state, reviewHref, onTab, onClose } = props;
  const running = state.status === "running";
  const now = useNow(running || state.status === "waiting");
  const time = elapsed(state, now);
  const tabs = STEP_TABS.filter((tab) => tab !== "metrics" || step.kind.startsWith("train."));
  const tab = props.tab && tabs.includes(props.tab) ? props.tab : firstTab(step, state);
  return (
    <section aria-label={`Step ${step.title}`} className="bg-surface flex h-full min-h-0 flex-col">
      <header className="flex items-start gap-2.5 px-3 pt-3 pb-2">
        <KindIcon kind={step.kind} className="text-muted mt-0.5 size-4 shrink-0" />
        <div className="min-w-0 flex-1">
          <h2 className="truncate text-base font-medium">{step.title}</h2>
          <p className="text-muted flex flex-wrap gap-x-3 text-xs">
            <StatusLine status={shownStatus(state)} />
            {time !== null && !state.last?.cached && (
              <span className="tabular-nums">{formatDuration(time)}</span>
            )}
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
        <IconButton
          size="sm"
          label="Close the step"
          keys="Esc"
          icon={<X aria-hidden />}
          onClick={onClose}
        />
      </header>
      <StepNotice state={state} reviewHref={reviewHref} />
      <Tabs
        aria-label="About the step"
        tabs={tabs.map((value) => ({
          value,
          label: TITLES[value],
          content: <TabContent {...props} tab={value} now={now} />,
        }))}
        value={tab}
        onValueChange={onTab}
        className="flex min-h-0 flex-1 flex-col [&>[role=tablist]]:px-3"
        panelClassName="flex min-h-0 flex-1 flex-col overflow-y-auto pt-0!"
      />
    </section>
  );
}

function TabContent({ runId, step, state, live, tab, now }: Props & { tab: StepTab; now: number }) {
  const running = state.status === "running";
  // What was reused was logged and measured where it was made.
  const madeIn = (state.last?.cached && state.last.cachedFrom) || runId;
  if (tab === "results") return <StepResults kind={step.kind} attempt={state.last} />;
  if (tab === "logs") return <StepLog runId={madeIn} step={step} live={live} running={running} />;
  return (
    <div className="p-3">
      {tab === "metrics" ? (
        <MetricCurves
          runId={madeIn}
          node={step.id}
          attempt={state.last?.attempt ?? 1}
          heard={live.metrics[step.id]}
          running={running}
        />
      ) : tab === "settings" ? (
        <ConfigView kind={step.kind} config={state.last?.config ?? step.config} />
      ) : state.attempts.length === 0 ? (
        <p className="text-muted text-sm">The step has not begun.</p>
      ) : (
        <AttemptsTable attempts={state.attempts} now={now} />
      )}
    </div>
  );
}

function StepLog({
  runId,
  step,
  live,
  running,
}: {
  runId: string;
  step: PlanNode;
  live: LiveState;
  running: boolean;
}) {
  const { query, lines } = useStepLog(runId, step.id, live.logs[step.id]);
  if (query.error && lines.length === 0)
    return (
      <div className="p-3">
        <Problem error={query.error} retry={query.refetch} />
      </div>
    );
  if (query.isPending && lines.length === 0)
    return (
      <div className="p-3">
        <Loading what="log" />
      </div>
    );
  return <LogView lines={lines} growing={running} />;
}

/** What a reader wants first: the words of a step that runs or failed, the curves of a training, else what was made. */
function firstTab(step: PlanNode, { status }: NodeState): StepTab {
  if (status === "running") return step.kind.startsWith("train.") ? "metrics" : "logs";
  return status === "failed" || status === "lost" ? "logs" : "results";
}
