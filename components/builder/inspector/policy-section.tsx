"use client";
import { ChevronRight } from "lucide-react";
import { useMemo } from "react";
import type { StepDefinition } from "../../../workflows/core/define-step.ts";
import type { DocumentNode, NodePolicy } from "../../../workflows/core/document.ts";
import type { Problem } from "../../../workflows/core/problems.ts";
import { SchemaForm } from "../../form/schema-form/schema-form.tsx";
import { setPolicy } from "../store/edits.ts";
import { useEditor } from "../store/editor-context.tsx";
import { policySchema } from "./config-schema.ts";

/** How and when a step runs. Folded in, with the number of settings that are not as the step has them. */
export function PolicySection({
  node,
  step,
  problems,
  readOnly,
}: {
  node: DocumentNode;
  step: StepDefinition;
  problems: readonly Problem[];
  readOnly: boolean;
}) {
  const edit = useEditor((state) => state.edit);
  const schema = useMemo(() => {
    const full = policySchema(step);
    if (step.run.mode === "activity") return full;
    // Evaluated inside the workflow: there is nothing to queue, repeat or time.
    return { ...full, properties: { when: full.properties!["when"]! } };
  }, [step]);
  const changed = Object.keys(node.policy ?? {}).length;
  return (
    <details className="pf-section" open={changed > 0 || undefined}>
      <summary>
        <ChevronRight aria-hidden className="size-3.5" />
        Run policy
        {changed > 0 && <span className="text-muted font-normal">{changed} set</span>}
      </summary>
      <div className="px-4 pb-4">
        <SchemaForm
          id={`policy.${node.id}`}
          schema={schema}
          value={node.policy ?? {}}
          disabled={readOnly}
          problemsOf={(field) =>
            problems
              .filter(({ anchor }) => anchor.field === `policy.${field}`)
              .map(({ message }) => message)
          }
          onChange={(field, value) =>
            edit(
              (document) =>
                setPolicy(
                  document,
                  node.id,
                  field as keyof NodePolicy,
                  value as NodePolicy[keyof NodePolicy],
                ),
              `policy:${node.id}.${field}`,
            )
          }
        />
      </div>
    </details>
  );
}
