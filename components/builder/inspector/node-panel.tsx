"use client";
import { MoreHorizontal, Pin } from "lucide-react";
import Link from "next/link";
import { useMemo } from "react";
import { schemaFacts } from "../../../workflows/core/check-config.ts";
import { isPlainObject } from "../../../workflows/core/json.ts";
import type { DocumentNode } from "../../../workflows/core/document.ts";
import type { Problem } from "../../../workflows/core/problems.ts";
import { registry } from "../../../workflows/steps/index.ts";
import { FormContext } from "../../form/schema-form/form-context.tsx";
import { Prose } from "../../form/prose.tsx";
import { SchemaForm } from "../../form/schema-form/schema-form.tsx";
import { Button } from "../../ui/button.tsx";
import { IconButton } from "../../ui/icon-button.tsx";
import { Menu } from "../../ui/menu.tsx";
import { NodeMenuItems } from "../canvas/node-menu.tsx";
import { ColumnsNote } from "../knowledge/columns-note.tsx";
import { StepIcon } from "../step-node/icons.tsx";
import { nodeIds, renameNode, setTitle, unpin } from "../store/edits.ts";
import { setConfigWithWires } from "../store/config-edit.ts";
import { useEditor, useEditorStore } from "../store/editor-context.tsx";
import { shownSchema } from "./config-schema.ts";
import { IdField } from "./id-field.tsx";
import { ParentField } from "./parent-field.tsx";
import { PolicySection } from "./policy-section.tsx";
import { ProblemNotes } from "./problem-notes.tsx";
import { useFocus } from "./use-focus.ts";
import { useUpstreamTables } from "./use-upstream-columns.ts";

const NONE: readonly Problem[] = [];

/** A step's title, id, map, config and policy. */
export function NodePanel({ id, readOnly }: { id: string; readOnly: boolean }) {
  const store = useEditorStore();
  const edit = useEditor((state) => state.edit);
  const node = useEditor(({ document }) => document.nodes.find((one) => one.id === id));
  const problems = useEditor((state) => state.problemsByNode.get(id) ?? NONE);
  const reaching = useUpstreamTables(id);
  const surroundings = useMemo(
    () => ({ ...reaching, unknownTables: Object.keys(reaching.unknown) }),
    [reaching],
  );
  const panel = useFocus(id);
  if (!node) return null;
  const step = registry.get(node.kind);
  const general = problems.filter(
    ({ anchor }) => !anchor.field || anchor.port || !step || anchor.field.startsWith("nodes."),
  );
  return (
    <div ref={panel} data-category={step?.category ?? "unknown"}>
      <header className="border-line border-b px-4 pt-3 pb-4">
        <div className="flex items-center gap-2.5">
          <span className="pb-node-icon">
            <StepIcon name={step?.icon} className="size-4" />
          </span>
          <input
            className="pf-quiet min-w-0 flex-1 text-base font-semibold"
            aria-label="Title of the step"
            disabled={readOnly}
            value={node.title ?? ""}
            placeholder={step?.title ?? "Unknown step"}
            onChange={(event) =>
              edit((document) => setTitle(document, id, event.target.value), `title:${id}`)
            }
          />
          <Menu
            align="end"
            trigger={
              <IconButton
                size="sm"
                label="What can be done with this step"
                icon={<MoreHorizontal aria-hidden />}
              />
            }
          >
            <NodeMenuItems readOnly={readOnly} />
          </Menu>
        </div>
        {step && (
          <p className="text-muted mt-2 text-xs">
            <Prose text={step.description} />
          </p>
        )}
        <IdField
          key={id}
          id={id}
          what="step"
          note={node.kind}
          readOnly={readOnly}
          taken={() => nodeIds(store.getState().document)}
          onRename={(next) => {
            edit((document) => renameNode(document, id, next));
            store.getState().select({ nodes: [next] });
          }}
        />
        <ParentField node={node} readOnly={readOnly} />
        <PinNote node={node} readOnly={readOnly} />
      </header>
      <div className="flex flex-col gap-4 p-4 empty:hidden">
        <ProblemNotes problems={general} of="step" />
        <ColumnsNote {...reaching} />
        {step && schemaFacts(step).fields.length > 0 && (
          <FormContext value={surroundings}>
            <SchemaForm
              id={`field.${id}`}
              schema={shownSchema(step, node.config ?? {})}
              value={node.config ?? {}}
              example={isPlainObject(step.example) ? step.example : {}}
              disabled={readOnly}
              problemsOf={(field) =>
                problems
                  .filter(
                    ({ anchor }) =>
                      anchor.field === field || anchor.field?.startsWith(`${field}.`) === true,
                  )
                  .map(({ message }) => message)
              }
              onChange={(field, value) =>
                edit(
                  (document) => setConfigWithWires(document, registry, id, field, value),
                  `config:${id}.${field}`,
                )
              }
            />
          </FormContext>
        )}
      </div>
      {step && <PolicySection node={node} step={step} problems={problems} readOnly={readOnly} />}
    </div>
  );
}

function PinNote({ node, readOnly }: { node: DocumentNode; readOnly: boolean }) {
  const edit = useEditor((state) => state.edit);
  if (!node.pin) return null;
  return (
    <div className="bg-info-soft mt-3 flex items-center gap-2 rounded-md px-2.5 py-1.5 text-xs">
      <Pin aria-hidden className="text-info size-3.5 shrink-0" />
      <span className="min-w-0 flex-1">
        Does not run: what {node.pin.node ?? "it"} gave in{" "}
        <Link className="text-accent font-mono hover:underline" href={`/runs/${node.pin.run}`}>
          {node.pin.run}
        </Link>{" "}
        stands in.
      </span>
      {!readOnly && (
        <Button size="sm" onClick={() => edit((document) => unpin(document, node.id))}>
          Unpin
        </Button>
      )}
    </div>
  );
}
