"use client";
import { useState } from "react";
import type { SchemaFormProps } from "../widgets/widget.ts";
import { FieldRow } from "./field-row.tsx";
import { fieldsOf, type Field } from "./fields.ts";
import { Fold } from "./fold.tsx";
import { FormBar } from "./form-bar.tsx";
import { searchFields } from "./search-fields.ts";

/** A form drawn from a schema: one control a field, with its default, help and problems. */
export function SchemaForm(props: SchemaFormProps) {
  const { id, schema, value, onChange, problemsOf = noProblems, example, mixed, path } = props;
  const { onReset, disabled = false, compact = false, plain = false } = props;
  const [query, setQuery] = useState("");
  const [onlyChanged, setOnlyChanged] = useState(false);
  const fields = fieldsOf(schema);
  const isChanged = ({ name, required }: Field) => value[name] !== undefined && !required;
  const changed = fields.filter(isChanged);
  const long = !compact && !plain && fields.length > FOLD_ABOVE;
  const narrowed = long && (query.trim() !== "" || onlyChanged);
  const found = narrowed
    ? searchFields(onlyChanged ? changed : fields, query)
    : long
      ? fields.filter((field, index) => field.required || index < SHOWN)
      : fields;
  const more = narrowed ? [] : fields.filter((field) => !found.includes(field));
  const setInMore = more.filter(isChanged).length;
  const row = (field: Field) => (
    <FieldRow
      key={field.name}
      id={`${id}.${field.name}`}
      field={field}
      value={value[field.name]}
      onChange={(next) => onChange(field.name, next)}
      siblings={value}
      path={path === undefined ? field.name : `${path}.${field.name}`}
      problemsOf={problemsOf}
      example={example?.[field.name]}
      mixed={mixed?.has(field.name) ?? false}
      disabled={disabled}
      compact={compact}
      renderForm={renderForm}
    />
  );
  const gap = compact ? "flex flex-col gap-2.5" : "flex flex-col gap-4";
  return (
    <div className={gap}>
      {long && (
        <FormBar
          query={query}
          onQuery={setQuery}
          changed={changed.length}
          onlyChanged={onlyChanged}
          onOnlyChanged={setOnlyChanged}
          onReset={
            disabled
              ? undefined
              : () => {
                  setOnlyChanged(false);
                  const names = changed.map(({ name }) => name);
                  if (onReset) onReset(names);
                  else for (const name of names) onChange(name, undefined);
                }
          }
        />
      )}
      {found.map(row)}
      {narrowed && found.length === 0 && (
        <p className="text-muted text-xs">
          {query.trim() === ""
            ? "Nothing is changed: every setting has its default."
            : `No setting matches “${query.trim()}”.`}
        </p>
      )}
      {more.length > 0 && (
        <Fold
          className="pf-more"
          title={`${more.length} more settings`}
          note={setInMore > 0 ? `${setInMore} changed` : undefined}
          fields={more.map(({ name }) => name)}
          initiallyOpen={setInMore > 0}
        >
          <div className={`${gap} pt-3`}>{more.map(row)}</div>
        </Fold>
      )}
    </div>
  );
}

/** A form of more fields than this shows the first few and what is required; the rest is folded in. */
const FOLD_ABOVE = 9;
const SHOWN = 6;

function noProblems(): readonly string[] {
  return [];
}

function renderForm(props: SchemaFormProps) {
  return <SchemaForm {...props} />;
}
