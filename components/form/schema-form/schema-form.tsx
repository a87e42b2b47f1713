"use client";
import { ChevronRight, RotateCcw } from "lucide-react";
import { createElement, type ComponentType } from "react";
import { CelWidget, JsonWidget, SqlWidget, YamlWidget } from "../widgets/code-widgets.tsx";
import { Prose } from "../prose.tsx";
import { BooleanWidget, ChoicesWidget, EnumWidget } from "../widgets/choice-widgets.tsx";
import {
  ColumnsWidget,
  ColumnWidget,
  NumbersWidget,
  TextsWidget,
} from "../widgets/list-widgets.tsx";
import { ObjectsWidget } from "../widgets/objects-widget.tsx";
import { SecretWidget } from "../widgets/secret-widget.tsx";
import { RecordWidget } from "../widgets/record-widget.tsx";
import { SourceWidget } from "../widgets/source-widget.tsx";
import {
  NumberWidget,
  ScalarWidget,
  SliderWidget,
  TextareaWidget,
  TextWidget,
} from "../widgets/text-widgets.tsx";
import type { SchemaFormProps, WidgetProps } from "../widgets/widget.ts";
import {
  defaultText,
  fieldsOf,
  isParamReference,
  widgetFor,
  type Field,
  type FieldWidget,
} from "./fields.ts";

const WIDGETS: Record<FieldWidget, ComponentType<WidgetProps>> = {
  text: TextWidget,
  textarea: TextareaWidget,
  number: NumberWidget,
  scalar: ScalarWidget,
  slider: SliderWidget,
  boolean: BooleanWidget,
  enum: EnumWidget,
  source: SourceWidget,
  column: ColumnWidget,
  columns: ColumnsWidget,
  sql: SqlWidget,
  cel: CelWidget,
  secret: SecretWidget,
  texts: TextsWidget,
  numbers: NumbersWidget,
  choices: ChoicesWidget,
  objects: ObjectsWidget,
  record: RecordWidget,
  json: JsonWidget,
  yaml: YamlWidget,
};

/** A form drawn from a schema: one control a field, with its default, help and problems. */
export function SchemaForm({
  id,
  schema,
  value,
  onChange,
  problemsOf,
  example,
  disabled = false,
  compact = false,
}: SchemaFormProps) {
  const fields = fieldsOf(schema);
  const main = !compact && fields.length > FOLD_ABOVE ? fields.filter(isMain) : fields;
  const more = fields.filter((field) => !main.includes(field));
  const setInMore = more.filter(({ name }) => value[name] !== undefined).length;
  const row = (field: Field) => (
    <FieldRow
      key={field.name}
      id={`${id}.${field.name}`}
      field={field}
      value={value[field.name]}
      onChange={(next) => onChange(field.name, next)}
      problems={problemsOf?.(field.name) ?? []}
      example={example?.[field.name]}
      disabled={disabled}
      compact={compact}
    />
  );
  const gap = compact ? "flex flex-col gap-2.5" : "flex flex-col gap-4";
  return (
    <div className={gap}>
      {main.map(row)}
      {more.length > 0 && (
        <details
          className="pf-more"
          open={more.some(({ name }) => value[name] !== undefined) || undefined}
        >
          <summary>
            <ChevronRight aria-hidden className="size-3.5" />
            {more.length} more settings
            {setInMore > 0 && <span className="text-muted font-normal">{setInMore} set</span>}
          </summary>
          <div className={`${gap} pt-3`}>{more.map(row)}</div>
        </details>
      )}
    </div>
  );
}

/** A form of more fields than this shows the first few and what is required; the rest is folded in. */
const FOLD_ABOVE = 9;
const SHOWN = 6;

function isMain(field: Field, index: number): boolean {
  return field.required || index < SHOWN;
}

function renderForm(props: SchemaFormProps) {
  return <SchemaForm {...props} />;
}

function FieldRow({
  id,
  field,
  value,
  onChange,
  problems,
  example,
  disabled,
  compact,
}: {
  id: string;
  field: Field;
  value: unknown;
  onChange: (value: unknown) => void;
  problems: readonly string[];
  example: unknown;
  disabled: boolean;
  compact: boolean;
}) {
  const { schema, title, description, required } = field;
  const kind = isParamReference(value) ? "text" : widgetFor(schema);
  const changed = value !== undefined;
  const help = `${id}-help`;
  const inline = kind === "boolean";
  return (
    <div
      className="pf-field"
      data-field={field.name}
      data-changed={(changed && !required) || undefined}
    >
      <div className={inline ? "flex items-center justify-between gap-3" : ""}>
        <div className="mb-1 flex min-h-5 items-center gap-1.5">
          <label htmlFor={id} className="pf-label">
            {title}
            {required && (
              <span className="text-muted" title="Required">
                {" "}
                *
              </span>
            )}
          </label>
          {changed && !required && !disabled && (
            <button
              type="button"
              className="pf-reset"
              title={`Reset to ${defaultText(schema.default) || schema.unset?.toLowerCase() || "not set"}`}
              aria-label={`Reset ${title}`}
              onClick={() => onChange(undefined)}
            >
              <RotateCcw aria-hidden className="size-3" />
            </button>
          )}
        </div>
        {createElement(WIDGETS[kind], {
          id,
          label: title,
          schema,
          value,
          onChange,
          placeholder: placeholderOf(field, example),
          invalid: problems.length > 0,
          describedBy: help,
          disabled,
          renderForm,
        })}
      </div>
      <div id={help}>
        {problems.map((problem) => (
          <p key={problem} className="mt-1 text-xs text-danger">
            {problem}
          </p>
        ))}
        {description && !(compact && problems.length > 0) && (
          <p className="mt-1 text-xs text-muted">
            <Prose text={description} />
          </p>
        )}
      </div>
    </div>
  );
}

function isEmpty(value: unknown): boolean {
  return typeof value === "object" && value !== null && Object.keys(value).length === 0;
}

function placeholderOf({ schema, required }: Field, example: unknown): string {
  if (schema.default !== undefined)
    return isEmpty(schema.default) ? "None" : defaultText(schema.default);
  const text = typeof example === "object" ? "" : defaultText(example);
  if (text) return `e.g. ${text}`;
  return required ? "" : "Not set";
}
