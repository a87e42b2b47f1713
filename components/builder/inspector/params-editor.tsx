"use client";
import { Plus, Trash2 } from "lucide-react";
import { useState } from "react";
import type { DocumentParam } from "../../../workflows/core/document.ts";
import { readNumber } from "../../form/schema-form/fields.ts";
import { Button } from "../../ui/button.tsx";
import { IconButton } from "../../ui/icon-button.tsx";
import { Input } from "../../ui/input.tsx";
import { Select } from "../../ui/select.tsx";
import { setParam } from "../store/edits.ts";
import { useEditor, useEditorStore } from "../store/editor-context.tsx";
import { freeId } from "../store/node-id.ts";

const TYPES = [
  { value: "string", label: "Text" },
  { value: "number", label: "Number" },
  { value: "integer", label: "Whole number" },
  { value: "boolean", label: "Yes or no" },
] as const;

const NONE: Record<string, DocumentParam> = {};

/** The values that whoever starts a run may set. */
export function ParamsEditor({ readOnly }: { readOnly: boolean }) {
  const store = useEditorStore();
  const params = useEditor(({ document }) => document.params ?? NONE);
  const entries = Object.entries(params);
  return (
    <section aria-labelledby="params-title">
      <h3 id="params-title" className="text-sm font-medium">
        Params
      </h3>
      <p className="text-muted mt-0.5 mb-2 text-xs">
        Values to choose when a run starts. Write <code>{"${params.name}"}</code> in a step’s field
        to use one.
      </p>
      <div className="flex flex-col gap-2">
        {entries.map(([name, param]) => (
          <ParamRow key={name} name={name} param={param} params={params} readOnly={readOnly} />
        ))}
        {!readOnly && (
          <Button
            size="sm"
            variant="secondary"
            className="self-start"
            icon={<Plus aria-hidden />}
            onClick={() =>
              store.getState().edit((document) =>
                setParam(document, freeId("param", new Set(Object.keys(params))), {
                  type: "string",
                }),
              )
            }
          >
            Add a param
          </Button>
        )}
      </div>
    </section>
  );
}

function ParamRow({
  name,
  param,
  params,
  readOnly,
}: {
  name: string;
  param: DocumentParam;
  params: Record<string, DocumentParam>;
  readOnly: boolean;
}) {
  const edit = useEditor((state) => state.edit);
  const [typed, setTyped] = useState<string | null>(null);
  const problem =
    typed === null || typed === name
      ? null
      : !/^[A-Za-z_]\w*$/.test(typed)
        ? "Letters, digits and underscores; no digit at the beginning."
        : Object.hasOwn(params, typed)
          ? `There is a param '${typed}' already.`
          : null;
  const set = (change: Partial<DocumentParam>) => {
    const next = { ...param, ...change };
    if (next.default === undefined) delete next.default;
    if (!next.description) delete next.description;
    edit((document) => setParam(document, name, next), `param:${name}`);
  };
  const rename = () => {
    if (typed !== null && typed !== name && problem === null)
      edit((document) => setParam(document, typed, param, name));
    setTyped(null);
  };
  return (
    <div className="border-line flex flex-col gap-2 rounded-md border p-2.5">
      <div className="flex gap-2">
        <Input
          size="sm"
          aria-label="Name of the param"
          className="font-mono"
          value={typed ?? name}
          disabled={readOnly}
          aria-invalid={problem !== null || undefined}
          onChange={(event) => setTyped(event.target.value)}
          onBlur={rename}
          onKeyDown={(event) => event.key === "Enter" && rename()}
        />
        {!readOnly && (
          <IconButton
            size="sm"
            label={`Remove ${name}`}
            icon={<Trash2 aria-hidden />}
            onClick={() => edit((document) => setParam(document, name, null))}
          />
        )}
      </div>
      {problem && <p className="text-danger text-xs">{problem}</p>}
      <div className="grid grid-cols-2 gap-2">
        <Select
          size="sm"
          aria-label={`Type of ${name}`}
          options={TYPES}
          value={param.type}
          disabled={readOnly}
          onValueChange={(type) => set({ type, default: undefined })}
        />
        <ParamDefault name={name} param={param} readOnly={readOnly} set={set} />
      </div>
      <Input
        size="sm"
        aria-label={`Description of ${name}`}
        placeholder="What it does"
        value={param.description ?? ""}
        disabled={readOnly}
        onChange={(event) => set({ description: event.target.value })}
      />
    </div>
  );
}

function ParamDefault({
  name,
  param,
  readOnly,
  set,
}: {
  name: string;
  param: DocumentParam;
  readOnly: boolean;
  set: (change: Partial<DocumentParam>) => void;
}) {
  const [typed, setTyped] = useState<string | null>(null);
  if (param.type === "boolean")
    return (
      <Select
        size="sm"
        aria-label={`Default of ${name}`}
        options={[
          { value: "none", label: "No default" },
          { value: "true", label: "Yes" },
          { value: "false", label: "No" },
        ]}
        value={param.default === undefined ? "none" : String(param.default)}
        disabled={readOnly}
        onValueChange={(value) => set({ default: value === "none" ? undefined : value === "true" })}
      />
    );
  return (
    <Input
      size="sm"
      aria-label={`Default of ${name}`}
      placeholder="No default"
      value={typed ?? (param.default === undefined ? "" : String(param.default))}
      disabled={readOnly}
      inputMode={param.type === "string" ? undefined : "decimal"}
      onChange={(event) => {
        const text = event.target.value;
        setTyped(text);
        set({
          default: text === "" ? undefined : param.type === "string" ? text : readNumber(text),
        });
      }}
      onBlur={() => setTyped(null)}
    />
  );
}
