import type { StepStatus } from "../../db/schema/runs.ts";
import { formatDuration } from "../ui/format.ts";
import type { NodeState, StepAttempt } from "./live-state.ts";

export interface Bar {
  attempt: number;
  status: StepStatus;
  cached: boolean;
  /** Fractions of the span, 0 to 1. */
  left: number;
  width: number;
  ms: number;
}

export interface Span {
  /** Milliseconds since the epoch. */
  from: number;
  to: number;
}

interface RunTimes {
  createdAt: string;
  startedAt: string | null;
  finishedAt: string | null;
}

/** How long a run has taken, or has waited for its turn so far; a dash where it ended before it began. */
export function runTimeWords({ createdAt, startedAt, finishedAt }: RunTimes, now: number): string {
  // One that never began is given the moment of its end.
  if (finishedAt !== null && (startedAt ?? finishedAt) === finishedAt) return "–";
  const end = finishedAt === null ? now : Date.parse(finishedAt);
  return formatDuration(Math.max(0, end - Date.parse(startedAt ?? createdAt)));
}

/** From the first to the last moment of a run; `now` while something of it goes on. */
export function spanOf(run: RunTimes, attempts: readonly StepAttempt[], now: number): Span {
  const starts = attempts.map(({ startedAt }) => Date.parse(startedAt));
  const from = Math.min(Date.parse(run.startedAt ?? run.createdAt), ...starts);
  const ends = attempts.map(({ finishedAt }) => (finishedAt ? Date.parse(finishedAt) : from));
  const to = run.finishedAt ? Math.max(Date.parse(run.finishedAt), ...ends) : now;
  return { from, to: Math.max(to, from + 1) };
}

/** The bars of one row, one an attempt. */
export function barsOf(node: NodeState, span: Span, now: number): Bar[] {
  const total = span.to - span.from;
  return node.attempts
    .filter(({ status }) => status !== "skipped")
    .map((attempt) => {
      const start = Date.parse(attempt.startedAt);
      const end = attempt.finishedAt ? Date.parse(attempt.finishedAt) : Math.min(now, span.to);
      const left = clamp((start - span.from) / total);
      return {
        attempt: attempt.attempt,
        status: attempt.status,
        cached: attempt.cached,
        left,
        width: clamp((end - span.from) / total) - left,
        ms: Math.max(0, end - start),
      };
    });
}

/** How long a node took over all its attempts, in milliseconds; null when it never began. */
export function elapsed(node: NodeState, now: number): number | null {
  const first = node.attempts[0];
  if (!first || !node.last || node.status === "skipped") return null;
  const end = node.last.finishedAt ? Date.parse(node.last.finishedAt) : now;
  return Math.max(0, end - Date.parse(first.startedAt));
}

/** About four round marks along a span, as milliseconds from its start. */
export function ticks(ms: number, wanted = 4): number[] {
  const steps = [1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 14_400, 86_400];
  const fine = [5, 10, 20, 50, 100, 200, 500];
  const step =
    [...fine, ...steps.map((seconds) => seconds * 1000)].find((size) => ms / size <= wanted) ??
    Math.ceil(ms / wanted / 86_400_000) * 86_400_000;
  return Array.from({ length: Math.floor(ms / step) + 1 }, (_, index) => index * step);
}

function clamp(value: number): number {
  return Math.min(1, Math.max(0, value));
}
