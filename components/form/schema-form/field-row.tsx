"use client";
import { CircleAlert, RotateCcw } from "lucide-react";
import { createElement, type ReactNode } from "react";
import { Prose } from "../prose.tsx";
import { WIDGETS } from "../widgets/widgets.ts";
import type { SchemaFormProps } from "../widgets/widget.ts";
import { useFormContext } from "./form-context.tsx";
import {
  defaultText,
  isEmpty,
  isParamReference,
  placeholderOf,
  wholeParam,
  widgetFor,
  type Field,
} from "./fields.ts";
import { FieldHelp } from "./field-help.tsx";
import { shortHelp } from "./help-text.ts";
import { ParamChip, ParamMenu } from "./param-reference.tsx";

/** A field: its name, what holds while it is unset, its control, its help and its problems. */
export function FieldRow({
  id,
  field,
  value,
  onChange,
  siblings,
  path,
  problemsOf,
  example,
  mixed,
  disabled,
  compact,
  renderForm,
}: {
  id: string;
  field: Field;
  value: unknown;
  onChange: (value: unknown) => void;
  siblings: Readonly<Record<string, unknown>>;
  path: string;
  problemsOf: (path: string) => readonly string[];
  example: unknown;
  /** Several steps are edited, and they differ here. */
  mixed: boolean;
  disabled: boolean;
  compact: boolean;
  renderForm: (props: SchemaFormProps) => ReactNode;
}) {
  const { schema, title, description, required } = field;
  const { remedies } = useFormContext();
  const param = wholeParam(value);
  const all = problemsOf(field.name);
  const problemsIn = (inner: string) => problemsOf(`${field.name}.${inner}`);
  const kind = isParamReference(value) ? "text" : widgetFor(schema);
  // What is wrong with an item of a list stands at the item.
  const inItems =
    kind === "objects" && Array.isArray(value)
      ? value.flatMap((_item, index) => problemsIn(String(index)))
      : [];
  const problems = all.filter((problem) => !inItems.includes(problem));
  const changed = value !== undefined && !required;
  const help = `${id}-help`;
  const inline = kind === "boolean" && param === null;
  const short = description ? shortHelp(description) : "";
  return (
    <div className="pf-field" data-field={field.name} data-changed={changed || undefined}>
      <div className={inline ? "flex items-center justify-between gap-3" : ""}>
        <div className="pf-head">
          <label htmlFor={id} className="pf-label">
            {title}
            {required && (
              <span className="text-muted" title="Required">
                {" "}
                *
              </span>
            )}
          </label>
          <span className="pf-tools" data-kept={short !== description || undefined}>
            <FieldHelp field={field} />
            {!disabled && param === null && (
              <ParamMenu field={field} kind={kind} value={value} onChange={onChange} />
            )}
          </span>
          <Standing
            field={field}
            changed={changed}
            mixed={mixed}
            onReset={disabled ? undefined : () => onChange(undefined)}
          />
        </div>
        {param === null ? (
          createElement(WIDGETS[kind], {
            id,
            label: title,
            schema,
            value,
            onChange,
            placeholder: mixed ? "Different values" : placeholderOf(field, example),
            required,
            mixed,
            invalid: all.length > 0,
            describedBy: help,
            disabled,
            path,
            siblings,
            problemsIn,
            renderForm,
          })
        ) : (
          <ParamChip
            id={id}
            field={field}
            name={param}
            describedBy={help}
            invalid={problems.length > 0}
            disabled={disabled}
            onChange={onChange}
          />
        )}
      </div>
      <div id={help}>
        {problems.map((problem) => (
          <p key={problem} className="text-danger mt-1 flex gap-1.5 text-xs">
            <CircleAlert aria-hidden className="mt-px size-3.5 shrink-0" />
            <span className="min-w-0 break-words">{problem}</span>
          </p>
        ))}
        {problems.length > 0 && remedies?.(path)}
        {short && !(compact && problems.length > 0) && (
          <p className="text-muted mt-1 text-xs">
            <Prose text={short} />
          </p>
        )}
      </div>
    </div>
  );
}

/** At the right of the name: that the default holds, or what it would be and the way back to it. */
function Standing({
  field: { title, schema, required },
  changed,
  mixed,
  onReset,
}: {
  field: Field;
  changed: boolean;
  mixed: boolean;
  onReset?: () => void;
}) {
  const text = isEmpty(schema.default)
    ? (schema.unset ?? "none").toLowerCase()
    : defaultText(schema.default);
  if (mixed) return <span className="pf-standing">differs</span>;
  if (!changed)
    return required || schema.default === undefined ? null : (
      <span className="pf-standing">default</span>
    );
  const back = text || schema.unset?.toLowerCase() || "not set";
  const words = schema.default === undefined ? back : `default: ${text || "empty"}`;
  if (!onReset)
    return (
      <span className="pf-standing">
        <span className="sr-only">Changed; </span>
        {words}
      </span>
    );
  return (
    <button
      type="button"
      className="pf-standing pf-reset"
      title={`Changed. Reset to ${back}`}
      aria-label={`Reset ${title}`}
      onClick={onReset}
    >
      <span className="sr-only">Changed; </span>
      <span className="truncate">{words}</span>
      <RotateCcw aria-hidden className="size-3 shrink-0" />
    </button>
  );
}
