"use client";
import { ChevronRight, Plus, Trash2 } from "lucide-react";
import { useMemo, useState } from "react";
import { documentSchema, type DocumentParam } from "../../../workflows/core/document.ts";
import { paramProblems, paramsSchema } from "../../form/param-check.ts";
import { fieldCheck } from "../../form/schema-form/check-field.ts";
import { CheckedForm } from "../../form/schema-form/checked-form.tsx";
import { defaultText, type JsonSchema } from "../../form/schema-form/fields.ts";
import { Button } from "../../ui/button.tsx";
import { Field } from "../../ui/field.tsx";
import { IconButton } from "../../ui/icon-button.tsx";
import { Input } from "../../ui/input.tsx";
import { setParam } from "../store/edits.ts";
import { useEditor, useEditorStore } from "../store/editor-context.tsx";
import { freeId } from "../store/node-id.ts";
import { paramUses, renameParam } from "./param-uses.ts";

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
  const nodes = useEditor(({ document }) => document.nodes);
  const uses = useMemo(() => paramUses(nodes), [nodes]);
  const [open, setOpen] = useState<string | null>(null);
  function add() {
    const name = freeId("param", new Set(Object.keys(params)));
    store.getState().edit((document) => setParam(document, name, { type: "string" }));
    setOpen(name);
  }
  return (
    <section aria-labelledby="params-title">
      <div className="flex items-center justify-between gap-2">
        <h3 id="params-title" className="text-sm font-medium">
          Params
        </h3>
        {!readOnly && (
          <Button size="sm" variant="ghost" icon={<Plus aria-hidden />} onClick={add}>
            Add a param
          </Button>
        )}
      </div>
      <p className="text-muted mt-0.5 text-xs">
        Values to choose when a run starts. The sign (x) beside a step’s field makes one of it.
      </p>
      <div className="mt-2 flex flex-col gap-1">
        {Object.entries(params).map(([name, param]) => (
          <ParamRow
            key={name}
            name={name}
            param={param}
            uses={uses.get(name) ?? []}
            open={open === name}
            onOpen={setOpen}
            readOnly={readOnly}
          />
        ))}
      </div>
    </section>
  );
}

function ParamRow({
  name,
  param,
  uses,
  open,
  onOpen,
  readOnly,
}: {
  name: string;
  param: DocumentParam;
  uses: readonly { node: string; field: string }[];
  open: boolean;
  onOpen: (name: string | null) => void;
  readOnly: boolean;
}) {
  const edit = useEditor((state) => state.edit);
  const jump = useEditor((state) => state.jump);
  return (
    <div className="pf-list-item" data-open={open || undefined}>
      <div className="flex items-center pr-1">
        <button
          type="button"
          className="flex h-9 min-w-0 flex-1 items-center gap-2 pl-2 text-left"
          aria-expanded={open}
          onClick={() => onOpen(open ? null : name)}
        >
          <ChevronRight
            aria-hidden
            className={`text-muted size-3.5 shrink-0 ${open ? "rotate-90" : ""}`}
          />
          <span className="truncate font-mono text-xs">{name}</span>
          <span className="text-muted ml-auto truncate pl-2 text-xs">
            {param.default === undefined ? "no default" : defaultText(param.default)}
          </span>
        </button>
        {!readOnly && (
          <IconButton
            size="sm"
            label={`Remove ${name}`}
            icon={<Trash2 aria-hidden />}
            onClick={() => edit((document) => setParam(document, name, null))}
          />
        )}
      </div>
      {open && (
        <div className="border-line flex flex-col gap-3 border-t p-3">
          <NameField key={name} name={name} readOnly={readOnly} onRenamed={onOpen} />
          <ParamForm name={name} param={param} readOnly={readOnly} />
          <p className="text-muted flex flex-wrap gap-x-1.5 text-xs">
            {uses.length === 0
              ? "No step uses it yet."
              : `Used in ${uses.length} ${uses.length === 1 ? "field" : "fields"}:`}
            {uses.map(({ node, field }) => (
              <button
                key={`${node}.${field}`}
                type="button"
                className="pf-link font-mono"
                onClick={() => jump(node, field)}
              >
                {node}.{field}
              </button>
            ))}
          </p>
        </div>
      )}
    </div>
  );
}

function NameField({
  name,
  readOnly,
  onRenamed,
}: {
  name: string;
  readOnly: boolean;
  onRenamed: (name: string) => void;
}) {
  const store = useEditorStore();
  const [typed, setTyped] = useState<string | null>(null);
  const problem = typed === null || typed === name ? null : problemOf(typed);

  function problemOf(next: string): string | null {
    if (!/^[A-Za-z_]\w*$/.test(next))
      return "Letters, digits and underscores; no digit at the beginning.";
    return Object.hasOwn(store.getState().document.params ?? {}, next)
      ? `There is a param '${next}' already: choose another name.`
      : null;
  }

  function rename() {
    if (typed !== null && typed !== name && problem === null) {
      store.getState().edit((document) => renameParam(document, name, typed));
      onRenamed(typed);
    }
    setTyped(null);
  }

  return (
    <Field label="Name" error={problem} description="Where it is used, its new name follows.">
      <Input
        className="font-mono"
        value={typed ?? name}
        disabled={readOnly}
        spellCheck={false}
        onChange={(event) => setTyped(event.target.value)}
        onBlur={rename}
        onKeyDown={(event) => {
          if (event.key === "Enter") rename();
          if (event.key === "Escape") setTyped(null);
        }}
      />
    </Field>
  );
}

const check = fieldCheck(documentSchema.shape.params.unwrap().valueType.shape);

/** Its type, its default, and what its values must be. */
function ParamForm({
  name,
  param,
  readOnly,
}: {
  name: string;
  param: DocumentParam;
  readOnly: boolean;
}) {
  const edit = useEditor((state) => state.edit);
  const schema = useMemo(() => formOf(param), [param]);
  const number = param.type === "number" || param.type === "integer";
  return (
    <CheckedForm
      id={`param.${name}`}
      plain
      compact
      schema={schema}
      value={param as unknown as Record<string, unknown>}
      disabled={readOnly}
      check={(field, value) => {
        if (field === "default" && value !== undefined)
          return paramProblems({ [name]: param }, { [name]: value as string })[name] ?? null;
        if (field === "choices" && number && Array.isArray(value))
          return value.every((one) => typeof one === "number") ? null : "Give numbers.";
        return check(field, value);
      }}
      onChange={(field, value) => {
        // What suited the type before means nothing in another.
        const { title, description } = param;
        const kept = field === "type" ? { title, description } : param;
        const next = Object.fromEntries(
          Object.entries({ ...kept, [field]: value }).filter(([, one]) => one !== undefined),
        ) as DocumentParam;
        edit((document) => setParam(document, name, next), `param:${name}.${field}`);
      }}
    />
  );
}

function formOf(param: DocumentParam): JsonSchema {
  const number = param.type === "number" || param.type === "integer";
  // Its own bounds are checked, and shown below: here they would only make a slider of it.
  const { minimum: _least, maximum: _most, ...free } = param;
  const {
    default: _,
    title: _t,
    description: _d,
    ...value
  } = paramsSchema({ value: free }).properties!["value"]!;
  return {
    type: "object",
    required: ["type"],
    properties: {
      type: { title: "Type", options: TYPES },
      default: { ...value, title: "Default", unset: "None: asked for at each start" },
      title: { type: "string", title: "Title" },
      description: { type: "string", title: "Description" },
      ...(param.type === "boolean"
        ? {}
        : {
            choices: {
              type: "array",
              title: "Choices",
              items: { type: number ? "number" : "string" },
              description: "The only values that are allowed.",
              unset: "Any value",
            },
          }),
      ...(number
        ? {
            minimum: { type: "number", title: "Least", unset: "No bound" },
            maximum: { type: "number", title: "Most", unset: "No bound" },
          }
        : {}),
    },
  };
}
