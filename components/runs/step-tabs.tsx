"use client";

import type { ReactNode } from "react";
import type { PlanNode } from "../../workflows/core/plan.ts";
import { Loading, Problem } from "../ui/states.tsx";
import { Tabs } from "../ui/tabs.tsx";
import { AttemptsTable } from "./attempts-table.tsx";
import { ConfigView } from "./config-view.tsx";
import type { LogLine, MetricPoint, NodeState } from "./live-state.ts";
import { LogView } from "./log-view.tsx";
import { MetricCurves } from "./metric-curves.tsx";
import { StepResults } from "./step-results.tsx";
import { useStepLog } from "./use-step-log.ts";

export const STEP_TABS = ["items", "results", "metrics", "logs", "settings", "attempts"] as const;
export type StepTab = (typeof STEP_TABS)[number];

const TITLES: Record<StepTab, string> = {
  items: "Items",
  results: "Results",
  metrics: "Curves",
  logs: "Log",
  settings: "Settings",
  attempts: "Attempts",
};

interface Props {
  runId: string;
  step: PlanNode;
  /** The index of an item, for a step inside a map. */
  item?: string;
  state: NodeState;
  /** What came in live; without it, it is read again while the step runs. */
  heard?: { logs: readonly LogLine[] | undefined; metrics: readonly MetricPoint[] | undefined };
  now: number;
  tab: StepTab | null;
  onTab: (tab: StepTab) => void;
  /** Of a map: its items. */
  items?: ReactNode;
}

/** What came of a step, its curves and log as they grow, its settings and attempts; of a map, its items first. */
export function StepTabs(props: Props) {
  const { step, state, items, onTab } = props;
  const tabs = STEP_TABS.filter((tab) => {
    if (tab === "items") return items !== undefined;
    return tab !== "metrics" || step.kind.startsWith("train.");
  });
  const tab = props.tab && tabs.includes(props.tab) ? props.tab : firstTab(props, state);
  return (
    <Tabs
      aria-label="About the step"
      tabs={tabs.map((value) => ({
        value,
        label: TITLES[value],
        content: value === "items" ? items : <TabContent {...props} tab={value} />,
      }))}
      value={tab}
      onValueChange={onTab}
      className="flex min-h-0 flex-1 flex-col [&>[role=tablist]]:px-3"
      panelClassName="flex min-h-0 flex-1 flex-col overflow-y-auto pt-0!"
    />
  );
}

function TabContent(props: Props & { tab: StepTab }) {
  const { runId, step, item, state, heard, now, tab } = props;
  const running = state.status === "running";
  // What was reused was logged and measured where it was made.
  const madeIn = (item === undefined && state.last?.cached && state.last.cachedFrom) || runId;
  if (tab === "results") return <StepResults kind={step.kind} state={state} />;
  if (tab === "logs")
    return (
      <StepLog
        runId={madeIn}
        node={step.id}
        item={item}
        heard={heard?.logs}
        running={running}
        reread={heard === undefined && running}
      />
    );
  return (
    <div className="p-3">
      {tab === "metrics" ? (
        <MetricCurves
          runId={madeIn}
          node={step.id}
          item={item}
          attempt={state.last?.attempt ?? 1}
          heard={heard?.metrics}
          running={running}
          reread={heard === undefined && running}
        />
      ) : tab === "settings" ? (
        <ConfigView kind={step.kind} config={state.last?.config ?? step.config} />
      ) : state.attempts.length === 0 ? (
        <p className="text-muted text-sm">
          {state.status === "unbegun"
            ? "The run ended before this step began."
            : "The step has not begun."}
        </p>
      ) : (
        <AttemptsTable attempts={state.attempts} now={now} />
      )}
    </div>
  );
}

function StepLog(props: {
  runId: string;
  node: string;
  item: string | undefined;
  heard: readonly LogLine[] | undefined;
  running: boolean;
  reread: boolean;
}) {
  const { query, lines } = useStepLog(props);
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
  return <LogView lines={lines} growing={props.running} />;
}

/** What a reader wants first: a map's items, the words of a step that runs or failed, the curves of a training, else what was made. */
function firstTab({ step, items }: Props, { status }: NodeState): StepTab {
  if (items !== undefined) return "items";
  if (status === "running") return step.kind.startsWith("train.") ? "metrics" : "logs";
  return status === "failed" || status === "lost" || status === "retrying" ? "logs" : "results";
}
