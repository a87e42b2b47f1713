"use client";

import { Handle, Position, type NodeProps } from "@xyflow/react";
import { Flag, LifeBuoy } from "lucide-react";
import { memo } from "react";
import { formatCount, formatDuration, shortHash } from "../evidence/format.ts";
import { useNow } from "../evidence/use-now.ts";
import type { StepFlowNode } from "./graph-model.ts";
import { StatusIcon } from "../ui/status-badge.tsx";
import { statusLook } from "../ui/status-look.ts";
import { ItemsBar, itemsText } from "./items-bar.tsx";
import { KindIcon } from "./kind-icon.tsx";
import type { NodeState } from "./live-state.ts";
import { shownStatus, statusText, wordColor } from "./status.tsx";
import { elapsed } from "./timeline.ts";

const EDGES: Record<string, string> = {
  running: "border-info",
  waiting: "border-wait",
  failed: "border-danger",
  handled: "border-warn",
  unserved: "border-warn",
  pending: "border-line-strong border-dashed",
  queued: "border-line-strong border-dashed",
  skipped: "border-line-strong border-dashed",
  unbegun: "border-line-strong border-dashed",
};

/** A step on the run's graph: what it is, what it does now, and the one line that matters. */
export const RunNode = memo(function RunNode({ data, selected }: NodeProps<StepFlowNode>) {
  const { step, state, blocked, counts } = data;
  const shown = shownStatus(state, step, blocked);
  const quiet = ["pending", "skipped", "unbegun"].includes(shown);
  return (
    <div
      className={`bg-surface relative flex h-full w-full flex-col justify-center gap-1 rounded-lg border px-2.5 shadow-card ${EDGES[shown] ?? "border-line-strong"} ${selected ? "ring-accent ring-2" : ""} ${step.map ? "outline-line-strong outline-1 outline-offset-2" : ""}`}
    >
      <Handle
        type="target"
        position={Position.Left}
        className="!size-1.5 !min-w-0 !border-0 !bg-line-strong"
      />
      {step.phase && <Phase phase={step.phase} />}
      <div className={`flex items-center gap-2 ${quiet ? "text-muted" : ""}`}>
        <KindIcon kind={step.kind} className="text-muted size-4 shrink-0" />
        <span className="min-w-0 flex-1 truncate text-base font-medium">{step.title}</span>
        <StatusIcon status={shown} className={`size-4 shrink-0 ${statusText(shown)}`} />
      </div>
      <Line data={data} shown={shown} />
      {counts ? <ItemsBar counts={counts} /> : <Progress state={state} />}
      <Handle
        type="source"
        position={Position.Right}
        className="!size-1.5 !min-w-0 !border-0 !bg-line-strong"
      />
    </div>
  );
});

const PHASES = {
  "on-failure": { word: "on failure", icon: LifeBuoy },
  finally: { word: "finally", icon: Flag },
};

/** When a step runs that is not of the pipeline's ordinary course. */
function Phase({ phase }: { phase: keyof typeof PHASES }) {
  const { word, icon: Icon } = PHASES[phase];
  return (
    <span className="bg-sunken border-line text-muted absolute -top-2.5 left-2 flex items-center gap-1 rounded-sm border px-1 text-2xs leading-4">
      <Icon aria-hidden className="size-3" />
      {word}
    </span>
  );
}

function Line({ data, shown }: { data: StepFlowNode["data"]; shown: string }) {
  const { state } = data;
  const { status, last } = state;
  const now = useNow(status === "running" || status === "waiting");
  const time = elapsed(state, now);
  const text = lineOf(data);
  return (
    <div className="text-muted flex min-w-0 items-baseline gap-1.5 text-sm">
      <span className={`shrink-0 ${wordColor(shown)}`}>{statusLook(shown).label}</span>
      {text && (
        <span className="min-w-0 truncate" title={text}>
          {text}
        </span>
      )}
      {time !== null && !last?.cached && (
        <span className="ml-auto shrink-0 tabular-nums">{formatDuration(time)}</span>
      )}
    </div>
  );
}

function lineOf({
  state: { status, last, attempts },
  blocked,
  counts,
}: StepFlowNode["data"]): string {
  if (counts && status !== "skipped") return itemsText(counts);
  if (blocked && (status === "pending" || status === "lost"))
    return blocked.by === "worker"
      ? `on queue ${blocked.queue}`
      : `place ${formatCount(blocked.place)} for ${blocked.key}`;
  if (!last) return "";
  if (status === "failed") return last.error?.message ?? "";
  if (status === "waiting" || status === "skipped") return last.reason ?? "";
  if (last.cached) return last.cachedFrom ? `from ${shortHash(last.cachedFrom)}` : "";
  if (status === "running") {
    if (last.reason) return last.reason;
    if (last.progress?.message) return last.progress.message;
  }
  return attempts.length > 1 ? `attempt ${last.attempt}` : "";
}

function Progress({ state: { status, last } }: { state: NodeState }) {
  if (status !== "running" || !last?.progress || last.progress.total <= 0) return null;
  const { done, total } = last.progress;
  return (
    <div
      role="progressbar"
      aria-label="Progress"
      aria-valuenow={done}
      aria-valuemax={total}
      className="bg-line h-1 overflow-hidden rounded-full"
    >
      <div
        className="bg-info h-full transition-[width]"
        style={{ width: `${Math.min(100, (done / total) * 100)}%` }}
      />
    </div>
  );
}
