"use client";
import { schemaFacts } from "../../../workflows/core/check-config.ts";
import type { StepDefinition } from "../../../workflows/core/define-step.ts";
import type { DocumentNode } from "../../../workflows/core/document.ts";
import type { Problem } from "../../../workflows/core/problems.ts";
import { ProblemBadge } from "../problems/problem-badge.tsx";
import { setTitle } from "../store/edits.ts";
import { useEditorStore } from "../store/editor-context.tsx";
import { StepIcon } from "../../graph/icons.tsx";
import { summarize } from "./summary.ts";
import { TitleOnCanvas } from "./title-on-canvas.tsx";

/** Icon, title and id of a node, the number of its problems, and what is set in a few words. */
export function NodeHead({
  node,
  step,
  problems,
  far,
}: {
  node: DocumentNode;
  step: StepDefinition | undefined;
  problems: readonly Problem[];
  far: boolean;
}) {
  const store = useEditorStore();
  return (
    <>
      <div className="pb-node-head">
        <span className="pb-node-icon">
          <StepIcon name={step?.icon} className="size-4" />
        </span>
        <span className="min-w-0 flex-1">
          <TitleOnCanvas
            canvasKey={node.id}
            title={node.title ?? ""}
            fallback={step?.title ?? "Unknown step"}
            onRename={(title) => store.getState().edit((now) => setTitle(now, node.id, title))}
          />
          {!far && (
            <span className="block truncate font-mono text-[11px] leading-[14px] text-muted">
              {node.id}
              <span> · {node.kind}</span>
            </span>
          )}
        </span>
        {problems.length > 0 && <ProblemBadge problems={problems} />}
      </div>
      {!far && (
        <div className="pb-node-summary">
          {summarize(step, node.config, step ? schemaFacts(step).fields : []) || (
            <span>{step ? "defaults" : "no such kind of step"}</span>
          )}
        </div>
      )}
    </>
  );
}
