"use client";

import { useMemo } from "react";
import type { PlanNode, RunPlan } from "../../workflows/core/plan.ts";
import { retryWords } from "../../workflows/core/retry.ts";
import { formatCount, formatDuration, sentenceCase } from "../ui/format.ts";
import { statusLook } from "../ui/status-look.ts";
import { KindIcon } from "./kind-icon.tsx";
import type { ItemCounts, StepAttempt } from "./live-state.ts";
import type { NodeRun } from "./live/run-view.ts";
import { statusBar, StatusLine } from "./status.tsx";
import { barsOf, elapsed, spanOf, ticks, type Bar, type Span } from "./timeline.ts";

/** Every step as a row with its state and its bars in time; arrow keys go from row to row. */
export function StepTimeline({
  run,
  plan,
  nodes,
  now,
  selected,
  onSelect,
}: {
  run: { createdAt: string; startedAt: string | null; finishedAt: string | null };
  plan: RunPlan;
  nodes: ReadonlyMap<string, NodeRun>;
  now: number;
  selected: string | null;
  onSelect: (node: string) => void;
}) {
  const attempts = useMemo<StepAttempt[]>(
    () => [...nodes.values()].flatMap(({ state }) => state.attempts),
    [nodes],
  );
  const ordered = useMemo(() => inPhases(plan.nodes), [plan]);
  const span = spanOf(run, attempts, now);
  return (
    <div className="flex h-full min-h-0 flex-col">
      <Scale span={span} />
      <ul
        aria-label="Steps"
        className="min-h-0 flex-1 overflow-y-auto"
        onKeyDown={(event) => {
          if (event.key !== "ArrowDown" && event.key !== "ArrowUp") return;
          const rows = [...event.currentTarget.querySelectorAll("button")];
          const at = rows.indexOf(document.activeElement as HTMLButtonElement);
          rows[at + (event.key === "ArrowDown" ? 1 : -1)]?.focus();
          event.preventDefault();
        }}
      >
        {ordered.map((step) => {
          const node = nodes.get(step.id);
          if (!node) return null;
          const { state, counts } = node;
          const time = elapsed(state, now);
          const isSelected = step.id === selected;
          const { retry } = state;
          const again = retry && sentenceCase(retryWords(retry, now));
          return (
            <li key={step.id}>
              <button
                type="button"
                aria-pressed={isSelected}
                onClick={() => onSelect(step.id)}
                className={`${COLUMNS} border-line hover:bg-hover min-h-8 w-full border-b text-left text-sm ${isSelected ? "bg-selected" : ""}`}
              >
                <span className="flex min-w-0 items-center gap-2">
                  <KindIcon kind={step.kind} className="text-muted size-3.5 shrink-0" />
                  <span className="min-w-0 truncate" title={step.title}>
                    {step.title}
                  </span>
                  {/* Where there is no room for both, the title is what stays. */}
                  <code
                    className="text-muted min-w-0 shrink-1000 truncate text-2xs"
                    title={step.id}
                  >
                    {step.id}
                  </code>
                  {counts && (
                    <span className="text-muted shrink-0 text-xs tabular-nums">
                      {endedOf(counts)}
                      {counts.failed > 0 && (
                        <span className="text-danger">, {formatCount(counts.failed)} failed</span>
                      )}
                    </span>
                  )}
                </span>
                <StatusLine status={node.shown} />
                <Bars bars={barsOf(state, span, now)} />
                <span className="text-muted text-right text-xs tabular-nums">
                  {state.last?.cached ? "" : time === null ? "" : formatDuration(time)}
                </span>
                {again && (
                  <span
                    className="text-wait col-span-full truncate pb-1 pl-5.5 text-xs"
                    title={again}
                  >
                    {again}
                  </span>
                )}
              </button>
            </li>
          );
        })}
      </ul>
    </div>
  );
}

/** `1/5`. */
function endedOf({ total, done, failed, cancelled }: ItemCounts): string {
  if (total === 0) return "no items";
  const ended = formatCount(done + failed + cancelled);
  return total === null ? `${ended} ended` : `${ended}/${formatCount(total)}`;
}

/** The plan's order; what runs only on failure, or at the very end, comes last. */
function inPhases(nodes: readonly PlanNode[]): PlanNode[] {
  const phase = (wanted: PlanNode["phase"]) => nodes.filter((node) => node.phase === wanted);
  return [...phase(undefined), ...phase("on-failure"), ...phase("finally")];
}

const COLUMNS =
  "grid grid-cols-[minmax(7rem,15rem)_6rem_minmax(4rem,1fr)_4.5rem] items-center gap-x-3 px-3";

function Scale({ span }: { span: Span }) {
  const total = span.to - span.from;
  return (
    <div className={`${COLUMNS} border-line text-muted h-6 shrink-0 border-b text-2xs`}>
      <span>Step</span>
      <span>State</span>
      <span aria-hidden className="@container relative h-full">
        {ticks(total).map((at, index) => (
          <span
            key={at}
            className="border-line absolute inset-y-0 flex items-center border-l pl-1 whitespace-nowrap tabular-nums"
            style={{ left: `${(at / total) * 100}%` }}
          >
            {at > 0 && at / total < 0.92 && (
              <span className={index % 2 === 1 ? "hidden @3xs:inline" : ""}>
                {formatDuration(at)}
              </span>
            )}
          </span>
        ))}
      </span>
      <span className="text-right">Time</span>
    </div>
  );
}

function Bars({ bars }: { bars: readonly Bar[] }) {
  return (
    <span aria-hidden className="relative h-8">
      {bars.map((bar) => (
        <span
          key={bar.attempt}
          title={`Attempt ${bar.attempt}: ${statusLook(bar.status).label.toLowerCase()}, ${formatDuration(bar.ms)}`}
          className={`absolute top-1/2 h-2.5 min-w-0.5 -translate-y-1/2 rounded-xs ${statusBar(bar.status)} ${bar.cached ? "opacity-40" : "opacity-85"} ${bar.status === "waiting" ? "opacity-40" : ""}`}
          style={{ left: `${bar.left * 100}%`, width: `max(2px, ${bar.width * 100}%)` }}
        />
      ))}
    </span>
  );
}
