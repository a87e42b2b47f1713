"use client";
import { CircleAlert, TriangleAlert } from "lucide-react";
import { useEffect, useMemo, useRef } from "react";
import { isPlainObject } from "../../../workflows/core/json.ts";
import type { Problem } from "../../../workflows/core/problems.ts";
import { registry } from "../../../workflows/steps/index.ts";
import { FormContext } from "../../form/schema-form/form-context.tsx";
import { Prose } from "../../form/prose.tsx";
import { SchemaForm } from "../../form/schema-form/schema-form.tsx";
import { StepIcon } from "../step-node/icons.tsx";
import { setConfig, setTitle } from "../store/edits.ts";
import { useEditor } from "../store/editor-context.tsx";
import { configSchema } from "./config-schema.ts";
import { IdField } from "./id-field.tsx";
import { PolicySection } from "./policy-section.tsx";
import { useUpstreamColumns } from "./use-upstream-columns.ts";

const NONE: readonly Problem[] = [];

/** A step's title, id, config and policy. */
export function NodePanel({ id, readOnly }: { id: string; readOnly: boolean }) {
  const edit = useEditor((state) => state.edit);
  const node = useEditor(({ document }) => document.nodes.find((one) => one.id === id));
  const problems = useEditor((state) => state.problemsByNode.get(id) ?? NONE);
  const columns = useUpstreamColumns(id);
  const surroundings = useMemo(() => ({ columns }), [columns]);
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
        </div>
        {step && (
          <p className="text-muted mt-2 text-xs">
            <Prose text={step.description} />
          </p>
        )}
        <IdField id={id} kind={node.kind} readOnly={readOnly} />
      </header>
      <div className="flex flex-col gap-4 p-4">
        {general.length > 0 && <ProblemNotes problems={general} />}
        {step && (
          <FormContext value={surroundings}>
            <SchemaForm
              id={`field.${id}`}
              schema={configSchema(step)}
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
                edit((document) => setConfig(document, id, field, value), `config:${id}.${field}`)
              }
            />
          </FormContext>
        )}
      </div>
      {step && <PolicySection node={node} step={step} problems={problems} readOnly={readOnly} />}
    </div>
  );
}

function ProblemNotes({ problems }: { problems: readonly Problem[] }) {
  return (
    <ul className="flex flex-col gap-1.5" aria-label="Problems of this step">
      {problems.map(({ code, severity, message }, index) => {
        const Icon = severity === "error" ? CircleAlert : TriangleAlert;
        return (
          <li
            key={`${code}-${index}`}
            className={`flex gap-2 rounded-md px-2.5 py-2 text-xs ${severity === "error" ? "bg-danger-soft" : "bg-warn-soft"}`}
          >
            <Icon
              aria-label={severity}
              className={`size-4 shrink-0 ${severity === "error" ? "text-danger" : "text-warn"}`}
            />
            <span>{message}</span>
          </li>
        );
      })}
    </ul>
  );
}

/** Puts the cursor where a jump leads: into the field, or into the first one. */
function useFocus(id: string) {
  const focus = useEditor((state) => state.focus);
  const panel = useRef<HTMLDivElement>(null);
  const done = useRef(0);
  useEffect(() => {
    if (!focus || focus.node !== id || focus.field === null || done.current === focus.at) return;
    const { field, at } = focus;
    // Code editors come with their chunk: the frame after that is early enough for everything else.
    const frame = requestAnimationFrame(() => {
      done.current = at;
      const name = field.startsWith("policy.") ? field : field.split(".")[0]!;
      const row =
        name === ""
          ? panel.current?.querySelector(".pf-field")
          : panel.current?.querySelector(
              `[data-field="${CSS.escape(name.replace(/^policy\./, ""))}"]`,
            );
      const section = row?.closest("details");
      if (section) section.open = true;
      row?.scrollIntoView({ block: "center" });
      row
        ?.querySelector<HTMLElement>(
          "input:not([aria-hidden=true]), textarea, [contenteditable=true], [role=combobox], [role=switch], button:not(.pf-reset)",
        )
        ?.focus({ preventScroll: true });
    });
    return () => cancelAnimationFrame(frame);
  }, [focus, id]);
  return panel;
}
