"use client";
import { Input } from "../../ui/input.tsx";
import { Field } from "../../ui/field.tsx";
import { Textarea } from "../../ui/textarea.tsx";
import { setFacts } from "../store/edits.ts";
import { useEditor } from "../store/editor-context.tsx";
import { ParamsEditor } from "./params-editor.tsx";

/** The pipeline's own facts; shown while nothing is selected. */
export function PipelinePanel({ readOnly }: { readOnly: boolean }) {
  const edit = useEditor((state) => state.edit);
  const name = useEditor(({ document }) => document.name);
  const title = useEditor(({ document }) => document.title ?? "");
  const description = useEditor(({ document }) => document.description ?? "");
  const steps = useEditor(({ document }) => document.nodes.length);
  const wires = useEditor(({ document }) => document.wires?.length ?? 0);
  return (
    <div>
      <header className="border-line border-b px-4 pt-3 pb-3">
        <h2 className="text-base font-semibold">Pipeline</h2>
        <p className="text-muted mt-0.5 text-xs">
          <span className="font-mono">{name}</span> · {steps} {steps === 1 ? "step" : "steps"} ·{" "}
          {wires} {wires === 1 ? "wire" : "wires"}
        </p>
      </header>
      <div className="flex flex-col gap-4 p-4">
        <Field label="Title">
          <Input
            value={title}
            placeholder={name}
            disabled={readOnly}
            onChange={(event) =>
              edit((document) => setFacts(document, { title: event.target.value }), "title")
            }
          />
        </Field>
        <Field label="Description">
          <Textarea
            rows={3}
            value={description}
            placeholder="What it is for, and who relies on it"
            disabled={readOnly}
            onChange={(event) =>
              edit(
                (document) => setFacts(document, { description: event.target.value }),
                "description",
              )
            }
          />
        </Field>
        <ParamsEditor readOnly={readOnly} />
      </div>
    </div>
  );
}
