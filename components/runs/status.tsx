import type { Tone } from "../ui/badge.tsx";
import { StatusIcon } from "../ui/status-badge.tsx";
import { statusLook } from "../ui/status-look.ts";
import type { PlanNode } from "../../workflows/core/plan.ts";
import type { Blocked } from "./blocked.ts";
import type { ItemCounts, NodeState } from "./live-state.ts";

const TEXT: Record<Tone, string> = {
  neutral: "text-muted",
  ok: "text-ok",
  warn: "text-warn",
  danger: "text-danger",
  info: "text-info",
  wait: "text-wait",
  accent: "text-accent",
};

const BARS: Record<Tone, string> = {
  neutral: "bg-line-strong",
  ok: "bg-ok",
  warn: "bg-warn",
  danger: "bg-danger",
  info: "bg-info",
  wait: "bg-wait",
  accent: "bg-accent",
};

export type ShownStatus =
  | NodeState["status"]
  | "paused"
  | "pinned"
  | "cached"
  | "handled"
  | "unserved"
  | "queued";

/**
 * What a step is shown as: its last attempt's state, unless a word says more: a result that was reused or pinned, a failure
 * that the pipeline handles, a step that waits for a worker or in line, a map of which nothing runs and something waits.
 * @param held whether nothing of it goes on because the run is paused
 */
export function shownStatus(
  { status, last }: NodeState,
  step: Pick<PlanNode, "pinned" | "tolerated">,
  blocked?: Blocked,
  counts?: ItemCounts | null,
  held = false,
): ShownStatus {
  if (status === "done" && step.pinned) return "pinned";
  if (status === "done" && last?.cached) return "cached";
  if (status === "failed" && step.tolerated) return "handled";
  if (status === "running" && held) return "paused";
  if (status === "running" && counts && counts.waiting > 0 && counts.running === 0)
    return "waiting";
  if (blocked && isHeldUp(status))
    return blocked.by === "worker" && !blocked.polled ? "unserved" : "queued";
  return status;
}

/** States in which a step may wait for a worker, or in line: before its first attempt, or between two. */
export function isHeldUp(status: NodeState["status"]): boolean {
  return status === "pending" || status === "lost" || status === "retrying";
}

/** States of which something is told that changes with the time alone. */
export function isGoingOn(status: NodeState["status"]): boolean {
  return status === "running" || status === "waiting" || status === "retrying";
}

export function statusText(status: string): string {
  return TEXT[statusLook(status).tone];
}

export function statusBar(status: string): string {
  return BARS[statusLook(status).tone];
}

/** States that ask nothing of anybody: their word stays quiet. */
const CALM = new Set(["done", "cached", "skipped", "pending", "queued", "pinned", "unbegun"]);

function wordColor(status: string): string {
  return CALM.has(status) ? "text-muted" : statusText(status);
}

/** A state as shape and word without a box around them, for rows and nodes. */
export function StatusLine({ status, className = "" }: { status: string; className?: string }) {
  return (
    <span
      className={`inline-flex items-center gap-1.5 text-xs whitespace-nowrap ${wordColor(status)} ${className}`}
    >
      <StatusIcon status={status} className={`shrink-0 ${statusText(status)}`} />
      {statusLook(status).label}
    </span>
  );
}
