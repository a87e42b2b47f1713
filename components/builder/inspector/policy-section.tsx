"use client";
import { ChevronRight } from "lucide-react";
import { useMemo } from "react";
import type { StepDefinition } from "../../../workflows/core/define-step.ts";
import type { DocumentNode } from "../../../workflows/core/document.ts";
import type { Problem } from "../../../workflows/core/problems.ts";
import { fieldCheck } from "../../form/schema-form/check-field.ts";
import { CheckedForm } from "../../form/schema-form/checked-form.tsx";
import { setPolicy } from "../store/edits.ts";
import { useEditor } from "../store/editor-context.tsx";
import { flatPolicy, POLICY_SHAPE, policyChange, policyGroups } from "./policy-groups.ts";

const check = fieldCheck(POLICY_SHAPE);

/** How and when a step runs, in groups. Each is folded in until something of it is set. */
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
  const inMap = node.parent !== undefined;
  const groups = useMemo(() => policyGroups(step, inMap), [step, inMap]);
  const value = flatPolicy(node.policy ?? {});
  return (
    <section aria-label="Run policy">
      {groups.map(({ title, schema }) => {
        const changed = Object.keys(schema.properties ?? {}).filter(
          (name) => value[name] !== undefined,
        ).length;
        return (
          <details key={title} className="pf-section" open={changed > 0 || undefined}>
            <summary>
              <ChevronRight aria-hidden className="size-3.5" />
              {title}
              {changed > 0 && <span className="text-muted font-normal">{changed} set</span>}
            </summary>
            <div className="px-4 pb-4">
              <CheckedForm
                id={`policy.${node.id}`}
                schema={schema}
                check={check}
                value={value}
                disabled={readOnly}
                problemsOf={(name) =>
                  problems
                    .filter(({ anchor }) => anchor.field === `policy.${name}`)
                    .map(({ message }) => message)
                }
                onChange={(name, next) => {
                  const change = policyChange(node.policy ?? {}, name, next);
                  edit(
                    (document) => setPolicy(document, node.id, change.field, change.value),
                    `policy:${node.id}.${name}`,
                  );
                }}
              />
            </div>
          </details>
        );
      })}
    </section>
  );
}
