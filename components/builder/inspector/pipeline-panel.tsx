"use client";
import { documentSchema } from "../../../workflows/core/document.ts";
import type { TriggerSpec } from "../../../workflows/core/triggers.ts";
import { fieldCheck } from "../../form/schema-form/check-field.ts";
import { CheckedForm } from "../../form/schema-form/checked-form.tsx";
import type { JsonSchema } from "../../form/schema-form/fields.ts";
import { Input } from "../../ui/input.tsx";
import { Field } from "../../ui/field.tsx";
import { Textarea } from "../../ui/textarea.tsx";
import { setFacts, setRunLimit } from "../store/edits.ts";
import { useEditor } from "../store/editor-context.tsx";
import { triggerKey } from "../store/trigger-key.ts";
import { TRIGGER_WORDS, triggerSummary } from "../trigger-node/trigger-words.ts";
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
          <span className="font-mono wrap-anywhere">{name}</span> · {steps}{" "}
          {steps === 1 ? "step" : "steps"} · {wires} {wires === 1 ? "wire" : "wires"}
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
        <RunLimit readOnly={readOnly} />
        <TriggersSection />
      </div>
    </div>
  );
}

const limitCheck = fieldCheck(documentSchema.shape.concurrency.unwrap().shape);

function RunLimit({ readOnly }: { readOnly: boolean }) {
  const edit = useEditor((state) => state.edit);
  const limit = useEditor(({ document }) => document.concurrency?.runs);
  return (
    <CheckedForm
      id="pipeline"
      schema={LIMIT}
      check={(field, value) => (value === undefined ? null : limitCheck(field, value))}
      value={{ runs: limit }}
      disabled={readOnly}
      onChange={(_field, value) =>
        edit((document) => setRunLimit(document, value as number | undefined), "limit")
      }
    />
  );
}

const LIMIT: JsonSchema = {
  type: "object",
  properties: {
    runs: {
      type: "integer",
      title: "Runs at once",
      minimum: 1,
      maximum: 1_000,
      description:
        "Further runs are queued and follow in their order. Any number when it is not set.",
    },
  },
};

const NONE: readonly TriggerSpec[] = [];

/** What starts runs by itself; each is also on the canvas. */
function TriggersSection() {
  const triggers = useEditor(({ document }) => document.triggers ?? NONE);
  const jump = useEditor((state) => state.jump);
  if (triggers.length === 0) return null;
  return (
    <section aria-labelledby="triggers-title">
      <h3 id="triggers-title" className="mb-1 text-sm font-medium">
        Triggers
      </h3>
      <ul className="flex flex-col">
        {triggers.map((spec) => {
          const { icon: Icon, title } = TRIGGER_WORDS[spec.type];
          return (
            <li key={spec.id}>
              <button
                type="button"
                className="hover:bg-hover -mx-2 flex w-full items-center gap-2 rounded-md px-2 py-1.5 text-left text-sm"
                onClick={() => jump(triggerKey(spec.id))}
              >
                <Icon aria-hidden className="text-muted size-4 shrink-0" />
                <span className="max-w-3/5 shrink-0 truncate">{spec.title ?? title}</span>
                <span className="text-muted ml-auto min-w-0 truncate text-xs">
                  {triggerSummary(spec)}
                </span>
              </button>
            </li>
          );
        })}
      </ul>
    </section>
  );
}
