"use client";
import { statusText } from "../../runs/status.tsx";
import { StatusIcon } from "../../ui/status-badge.tsx";
import { statusLook } from "../../ui/status-look.ts";
import { useShallow } from "zustand/react/shallow";
import { useOverlay } from "../run/overlay-context.tsx";
import { rollUp } from "./roll-up.ts";

/** What the steps of a collapsed group do in the run over the canvas; nothing while there is no run. */
export function GroupRun({ steps }: { steps: readonly string[] }) {
  const run = useOverlay(
    useShallow(({ view }) =>
      view === null ? null : rollUp(steps.flatMap((id) => view.nodes.get(id)?.shown ?? [])),
    ),
  );
  if (run === null) return null;
  return (
    <div className="pb-run" data-run={run.shown}>
      <StatusIcon status={run.shown} className={`pb-run-icon ${statusText(run.shown)}`} />
      <span className={`pb-run-word ${statusText(run.shown)}`}>{statusLook(run.shown).label}</span>
      <span className="pb-run-detail">
        {run.over} of {steps.length} over
      </span>
    </div>
  );
}
