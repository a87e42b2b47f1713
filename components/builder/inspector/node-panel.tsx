"use client";
import { useEffect } from "react";
import { schemaFacts } from "../../../workflows/core/check-config.ts";
import type { StepDefinition } from "../../../workflows/core/define-step.ts";
import type { DocumentNode } from "../../../workflows/core/document.ts";
import { isPlainObject } from "../../../workflows/core/json.ts";
import type { Problem } from "../../../workflows/core/problems.ts";
import { registry } from "../../../workflows/steps/index.ts";
import { SchemaForm } from "../../form/schema-form/schema-form.tsx";
import { Tabs } from "../../ui/tabs.tsx";
import { setConfigWithWires } from "../store/config-edit.ts";
import { useEditor } from "../store/editor-context.tsx";
import { BlameTab } from "../versions/blame-tab.tsx";
import { shownSchema } from "../../form/config-schema.ts";
import { NodeHeader } from "./node-header.tsx";
import { PolicySection } from "./policy-section.tsx";
import { ProblemNotes } from "./problem-notes.tsx";
import { ConfigSurroundings, PolicySurroundings } from "./surroundings.tsx";
import { useFocus } from "./use-focus.ts";

const NONE: readonly Problem[] = [];

/** What of a step is shown. */
export type NodeTab = "config" | "policy" | "history";

/** A step: what it is, its config, and how and when it runs. */
export function NodePanel({
  id,
  tab,
  onTab,
  readOnly,
}: {
  id: string;
  tab: NodeTab;
  onTab: (tab: NodeTab) => void;
  readOnly: boolean;
}) {
  const node = useEditor(({ document }) => document.nodes.find((one) => one.id === id));
  const problems = useEditor((state) => state.problemsByNode.get(id) ?? NONE);
  const focus = useEditor((state) => state.focus);
  const panel = useFocus(id);
  useEffect(() => {
    if (focus?.node === id && focus.field !== null)
      onTab(focus.field.startsWith("policy.") ? "policy" : "config");
  }, [focus, id, onTab]);
  if (!node) return null;
  const step = registry.get(node.kind);
  const set = Object.keys(node.policy ?? {}).length;
  return (
    <div ref={panel} data-category={step?.category ?? "unknown"}>
      <NodeHeader node={node} step={step} readOnly={readOnly} />
      {step ? (
        <Tabs
          aria-label="Of this step"
          className="pf-tabs"
          value={tab}
          onValueChange={onTab}
          tabs={[
            {
              value: "config",
              label: "Config",
              content: <Config node={node} step={step} problems={problems} readOnly={readOnly} />,
            },
            {
              value: "policy",
              label: "Run policy",
              ...(set > 0 ? { count: set } : {}),
              content: (
                <PolicySurroundings node={node}>
                  <PolicySection node={node} step={step} problems={problems} readOnly={readOnly} />
                </PolicySurroundings>
              ),
            },
            { value: "history", label: "History", content: <BlameTab id={id} /> },
          ]}
        />
      ) : (
        <div className="border-line border-t p-4">
          <ProblemNotes problems={problems} of="step" />
        </div>
      )}
    </div>
  );
}

function Config({
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
  const { id } = node;
  const { fields } = schemaFacts(step);
  const general = problems.filter(({ anchor }) => {
    if (!anchor.field || anchor.port) return true;
    const name = anchor.field.split(".")[0]!;
    // A field that the kind does not know has no row of its own.
    return name !== "policy" && !fields.includes(name);
  });
  return (
    <div className="flex flex-col gap-4 p-4">
      <ProblemNotes problems={general} of="step" />
      {fields.length > 0 ? (
        <ConfigSurroundings node={node} step={step}>
          <SchemaForm
            id={`field.${id}`}
            schema={shownSchema(step, node.config ?? {})}
            value={node.config ?? {}}
            example={isPlainObject(step.example) ? step.example : {}}
            disabled={readOnly}
            problemsOf={(field) => problemsAt(problems, field)}
            onReset={(fields) =>
              edit((document) =>
                fields.reduce(
                  (now, field) => setConfigWithWires(now, registry, id, field, undefined),
                  document,
                ),
              )
            }
            onChange={(field, value) =>
              edit(
                (document) => setConfigWithWires(document, registry, id, field, value),
                `config:${id}.${field}`,
              )
            }
          />
        </ConfigSurroundings>
      ) : (
        <p className="text-muted text-xs">
          Nothing to set: it does what its wires say. How it runs is under Run policy.
        </p>
      )}
    </div>
  );
}

/** What is wrong with a field, or with something in it. */
export function problemsAt(problems: readonly Problem[], field: string): string[] {
  return problems
    .filter(
      ({ anchor }) => anchor.field === field || anchor.field?.startsWith(`${field}.`) === true,
    )
    .map(({ message }) => message);
}
