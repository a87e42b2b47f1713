"use client";

import { Handle, Position, type NodeProps } from "@xyflow/react";
import { memo } from "react";
import { formatDuration, shortHash } from "../evidence/format.ts";
import { useNow } from "../evidence/use-now.ts";
import type { StepFlowNode } from "./graph-model.ts";
import { StatusIcon } from "../ui/status-badge.tsx";
import { statusLook } from "../ui/status-look.ts";
import { KindIcon } from "./kind-icon.tsx";
import type { NodeState } from "./live-state.ts";
import { shownStatus, statusText, wordColor } from "./status.tsx";
import { elapsed } from "./timeline.ts";

const EDGES: Partial<Record<NodeState["status"], string>> = {
  running: "border-info",
  waiting: "border-wait",
  failed: "border-danger",
  pending: "border-line-strong border-dashed",
  skipped: "border-line-strong border-dashed",
};

/** A step on the run's graph: what it is, what it does now, and the one line that matters. */
export const RunNode = memo(function RunNode({ data, selected }: NodeProps<StepFlowNode>) {
  const { step, state } = data;
  const quiet = state.status === "pending" || state.status === "skipped";
  return (
    <div
      className={`bg-surface flex h-full w-full flex-col justify-center gap-1 rounded-lg border px-2.5 shadow-card ${EDGES[state.status] ?? "border-line-strong"} ${selected ? "ring-accent ring-2" : ""}`}
    >
      <Handle
        type="target"
        position={Position.Left}
        className="!size-1.5 !min-w-0 !border-0 !bg-line-strong"
      />
      <div className={`flex items-center gap-2 ${quiet ? "text-muted" : ""}`}>
        <KindIcon kind={step.kind} className="text-muted size-4 shrink-0" />
        <span className="min-w-0 flex-1 truncate text-base font-medium">{step.title}</span>
        <StatusIcon
          status={shownStatus(state)}
          className={`size-4 shrink-0 ${statusText(shownStatus(state))}`}
        />
      </div>
      <Line state={state} />
      <Progress state={state} />
      <Handle
        type="source"
        position={Position.Right}
        className="!size-1.5 !min-w-0 !border-0 !bg-line-strong"
      />
    </div>
  );
});

function Line({ state }: { state: NodeState }) {
  const { status, last } = state;
  const now = useNow(status === "running" || status === "waiting");
  const time = elapsed(state, now);
  const text = lineOf(state);
  const shown = shownStatus(state);
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

function lineOf({ status, last, attempts }: NodeState): string {
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
