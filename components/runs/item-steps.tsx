"use client";

import type { PlanNode } from "../../workflows/core/plan.ts";
import { formatDuration } from "../ui/format.ts";
import { KindIcon } from "./kind-icon.tsx";
import type { NodeState } from "./live-state.ts";
import { shownStatus, StatusLine } from "./status.tsx";
import { elapsed } from "./timeline.ts";

/** The steps inside a map, and how they stand for one item. */
export function ItemSteps({
  body,
  states,
  now,
  chosen,
  onChoose,
}: {
  body: readonly PlanNode[];
  states: ReadonlyMap<string, NodeState>;
  now: number;
  chosen: string | undefined;
  onChoose: (node: string) => void;
}) {
  return (
    <ul aria-label="Steps of the item" className="border-line border-y">
      {body.map((step) => {
        const inside = states.get(step.id)!;
        const time = elapsed(inside, now);
        const isChosen = step.id === chosen;
        return (
          <li key={step.id}>
            <button
              type="button"
              aria-pressed={isChosen}
              onClick={() => onChoose(step.id)}
              className={`hover:bg-hover grid h-8 w-full grid-cols-[minmax(0,1fr)_8rem_4.5rem] items-center gap-x-3 px-3 text-left text-sm ${isChosen ? "bg-selected" : ""}`}
            >
              <span className="flex min-w-0 items-center gap-2">
                <KindIcon kind={step.kind} className="text-muted size-3.5 shrink-0" />
                <span className="truncate">{step.title}</span>
                <code className="text-muted min-w-0 truncate text-2xs">{step.id}</code>
              </span>
              <StatusLine status={shownStatus(inside, step)} />
              <span className="text-muted text-right text-xs tabular-nums">
                {time === null || inside.last?.cached ? "" : formatDuration(time)}
              </span>
            </button>
          </li>
        );
      })}
    </ul>
  );
}
