"use client";
import { Check, ChevronDown, PenLine, Plus, Variable } from "lucide-react";
import { Menu, MenuItem, MenuSeparator } from "../../ui/menu.tsx";
import { defaultText, type Field, type FieldWidget } from "./fields.ts";
import { useFormContext } from "./form-context.tsx";
import { fitsParam, paramFrom } from "./param-from-field.ts";

/** Beside a field's name: take its value from a param, or make one of it. */
export function ParamMenu({
  field,
  kind,
  value,
  onChange,
}: {
  field: Field;
  kind: FieldWidget;
  value: unknown;
  onChange: (value: unknown) => void;
}) {
  const { params, addParam } = useFormContext();
  const made = paramFrom(field, kind, value);
  if (!params || !addParam || made === null) return null;
  const fitting = Object.entries(params).filter(([, param]) => fitsParam(made.type, param.type));
  return (
    <Menu
      trigger={
        <button type="button" className="pf-tool" aria-label={`Param for ${field.title}`}>
          <Variable aria-hidden className="size-3.5" />
        </button>
      }
    >
      {fitting.map(([name, param]) => (
        <MenuItem
          key={name}
          icon={<Variable aria-hidden />}
          onClick={() => onChange(referenceTo(name))}
        >
          Use <span className="font-mono">{name}</span>
          {param.default !== undefined && (
            <span className="text-muted"> ({defaultText(param.default)})</span>
          )}
        </MenuItem>
      ))}
      {fitting.length > 0 && <MenuSeparator />}
      <MenuItem
        icon={<Plus aria-hidden />}
        onClick={() => addParam(field.name, made, (name) => onChange(referenceTo(name)))}
      >
        Turn into a param
      </MenuItem>
    </Menu>
  );
}

/** In place of the control: the param from which the field takes its value. */
export function ParamChip({
  id,
  field,
  name,
  describedBy,
  invalid,
  disabled,
  onChange,
}: {
  id: string;
  field: Field;
  name: string;
  describedBy: string;
  invalid: boolean;
  disabled: boolean;
  onChange: (value: unknown) => void;
}) {
  const { params = {} } = useFormContext();
  const param = Object.hasOwn(params, name) ? params[name] : undefined;
  const fitting = Object.entries(params).filter(
    ([, other]) => param === undefined || fitsParam(param.type, other.type),
  );
  return (
    <Menu
      trigger={
        <button
          type="button"
          id={id}
          className="pf-param"
          disabled={disabled}
          aria-label={`${field.title}: param ${name}`}
          aria-describedby={describedBy}
          data-invalid={invalid || undefined}
        >
          <span className="pf-param-chip">
            <Variable aria-hidden className="size-3.5 shrink-0" />
            <span className="truncate">{name}</span>
          </span>
          <span className="text-muted min-w-0 truncate text-xs">
            {param === undefined
              ? "no such param"
              : param.default === undefined
                ? "set when a run starts"
                : defaultText(param.default)}
          </span>
          <ChevronDown aria-hidden className="text-muted ml-auto size-3.5 shrink-0" />
        </button>
      }
    >
      {fitting.map(([other]) => (
        <MenuItem
          key={other}
          icon={other === name ? <Check aria-hidden /> : <Variable aria-hidden />}
          onClick={() => onChange(referenceTo(other))}
        >
          <span className="font-mono">{other}</span>
        </MenuItem>
      ))}
      {fitting.length > 0 && <MenuSeparator />}
      <MenuItem icon={<PenLine aria-hidden />} onClick={() => onChange(param?.default)}>
        Write a value instead
      </MenuItem>
    </Menu>
  );
}

function referenceTo(name: string): string {
  return `\${params.${name}}`;
}
