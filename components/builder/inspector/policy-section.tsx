"use client";
import { useMemo } from "react";
import type { StepDefinition } from "../../../workflows/core/define-step.ts";
import type { DocumentNode } from "../../../workflows/core/document.ts";
import type { Problem } from "../../../workflows/core/problems.ts";
import { fieldCheck } from "../../form/schema-form/check-field.ts";
import { CheckedForm } from "../../form/schema-form/checked-form.tsx";
import { Fold } from "../../form/schema-form/fold.tsx";
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
      {groups.map(({ title, schema }, index) => {
        const changed = Object.keys(schema.properties ?? {}).filter(
          (name) => value[name] !== undefined,
        ).length;
        return (
          <Fold
            key={title}
            className="pf-section"
            title={title}
            note={changed > 0 ? `${changed} changed` : undefined}
            fields={Object.keys(schema.properties ?? {})}
            initiallyOpen={changed > 0 || index === 0}
          >
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
          </Fold>
        );
      })}
    </section>
  );
}
