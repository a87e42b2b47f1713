"use client";
import { ChevronRight, Plus, Trash2 } from "lucide-react";
import { useState } from "react";
import { documentSchema, type DocumentParam } from "../../../workflows/core/document.ts";
import { fieldCheck } from "../../form/schema-form/check-field.ts";
import { CheckedForm } from "../../form/schema-form/checked-form.tsx";
import { readNumber, type JsonSchema } from "../../form/schema-form/fields.ts";
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
    const next = Object.fromEntries(
      Object.entries({ ...param, ...change }).filter(
        ([, value]) => value !== undefined && value !== "",
      ),
    ) as DocumentParam;
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
          onValueChange={(type) =>
            set({
              type,
              default: undefined,
              choices: undefined,
              minimum: undefined,
              maximum: undefined,
            })
          }
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
      <ParamLimits name={name} param={param} readOnly={readOnly} set={set} />
    </div>
  );
}

const limitCheck = fieldCheck(documentSchema.shape.params.unwrap().valueType.shape);

/** What a value must be, beyond its type, and what the param is called in forms. */
function ParamLimits({
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
  const { title, choices, minimum, maximum } = param;
  const values = { title, choices, minimum, maximum };
  const given = Object.values(values).filter((value) => value !== undefined).length;
  const number = param.type === "number" || param.type === "integer";
  const properties: Record<string, JsonSchema> = {
    title: { type: "string", title: "Title" },
    ...(param.type === "boolean"
      ? {}
      : {
          choices: {
            type: "array",
            title: "Choices",
            items: { type: number ? "number" : "string" },
            description: "The only values that are allowed.",
          },
        }),
    ...(number
      ? {
          minimum: { type: "number", title: "Least" },
          maximum: { type: "number", title: "Most" },
        }
      : {}),
  };
  return (
    <details className="pf-more">
      <summary>
        <ChevronRight aria-hidden className="size-3.5" />
        {number ? "Title, choices and limits" : "Title and choices"}
        {given > 0 && <span className="text-muted font-normal">{given} set</span>}
      </summary>
      <div className="pt-2">
        <CheckedForm
          id={`param.${name}`}
          compact
          schema={{ type: "object", properties }}
          check={(field, value) =>
            field === "choices" && number && Array.isArray(value)
              ? value.every((one) => typeof one === "number")
                ? null
                : "Give numbers."
              : limitCheck(field, value)
          }
          value={values}
          disabled={readOnly}
          onChange={(field, value) => set({ [field]: value })}
        />
      </div>
    </details>
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
  if (param.choices)
    return (
      <Select
        size="sm"
        aria-label={`Default of ${name}`}
        options={[
          { value: "none", label: "No default" },
          ...param.choices.map((choice) => ({
            value: JSON.stringify(choice),
            label: String(choice),
          })),
        ]}
        value={param.default === undefined ? "none" : JSON.stringify(param.default)}
        disabled={readOnly}
        onValueChange={(text) =>
          set({
            default: text === "none" ? undefined : (JSON.parse(text) as DocumentParam["default"]),
          })
        }
      />
    );
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
