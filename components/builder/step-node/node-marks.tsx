"use client";
import { Pin } from "lucide-react";
import type { DocumentNode } from "../../../workflows/core/document.ts";
import { PhaseMark } from "../../graph/phase-mark.tsx";

/** What is special about how a node runs, on its upper edge: its phase, its condition, its pin. */
export function NodeMarks({ node }: { node: DocumentNode }) {
  const { phase, when, join } = node.policy ?? {};
  if (!phase && !when && join !== "any" && !node.pin) return null;
  return (
    <div className="pb-marks">
      {phase && <PhaseMark phase={phase} />}
      {when && (
        <span className="pb-mark" title={`Only when ${when}`}>
          if
        </span>
      )}
      {join === "any" && (
        <span className="pb-mark" title="Begins with the first branch that arrives">
          any
        </span>
      )}
      {node.pin && (
        <span
          className="pb-mark"
          title={`Pinned: what ${node.pin.node ?? "it"} gave in ${node.pin.run} stands in`}
        >
          <Pin aria-label="Pinned to" className="size-3" />
          {shortRun(node.pin.run)}
        </span>
      )}
    </div>
  );
}

function shortRun(run: string): string {
  const id = run.replace(/^run_/, "");
  return id.length > 8 ? `…${id.slice(-6)}` : id;
}
