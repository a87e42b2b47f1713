"use client";
import { CircleAlert, TriangleAlert } from "lucide-react";
import { schemaFacts } from "../../../workflows/core/check-config.ts";
import type { StepDefinition } from "../../../workflows/core/define-step.ts";
import type { DocumentNode } from "../../../workflows/core/document.ts";
import type { Problem } from "../../../workflows/core/problems.ts";
import { setTitle } from "../store/edits.ts";
import { useEditorStore } from "../store/editor-context.tsx";
import { StepIcon } from "./icons.tsx";
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
              <span className="opacity-60"> · {node.kind}</span>
            </span>
          )}
        </span>
        {problems.length > 0 && <ProblemBadge problems={problems} />}
      </div>
      {!far && (
        <div className="pb-node-summary">
          {summarize(step, node.config, step ? schemaFacts(step).fields : []) || (
            <span className="opacity-60">{step ? "defaults" : "no such kind of step"}</span>
          )}
        </div>
      )}
    </>
  );
}

function ProblemBadge({ problems }: { problems: readonly Problem[] }) {
  const error = problems.some(({ severity }) => severity === "error");
  const Icon = error ? CircleAlert : TriangleAlert;
  return (
    <span
      className={`pb-node-badge ${error ? "text-danger" : "text-warn"}`}
      title={problems.map(({ message }) => message).join("\n")}
      role="img"
      aria-label={problems.length === 1 ? "1 problem" : `${problems.length} problems`}
    >
      <Icon aria-hidden className="size-4" />
      {problems.length > 1 && <span className="text-[11px]">{problems.length}</span>}
    </span>
  );
}
