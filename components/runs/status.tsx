import type { Tone } from "../ui/badge.tsx";
import { StatusIcon } from "../ui/status-badge.tsx";
import { statusLook } from "../ui/status-look.ts";
import type { NodeState } from "./live-state.ts";

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

/** A node whose result was reused looks as such; all others as their last attempt. */
export function shownStatus({ status, last }: NodeState): string {
  return status === "done" && last?.cached ? "cached" : status;
}

export function statusText(status: string): string {
  return TEXT[statusLook(status).tone];
}

export function statusBar(status: string): string {
  return BARS[statusLook(status).tone];
}

/** States that ask nothing of anybody: their word stays quiet. */
const CALM = new Set(["done", "cached", "skipped", "pending"]);

export function wordColor(status: string): string {
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
