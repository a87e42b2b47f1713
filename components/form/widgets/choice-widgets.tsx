"use client";
import { Checkbox } from "../../ui/checkbox.tsx";
import { Select } from "../../ui/select.tsx";
import { Switch } from "../../ui/switch.tsx";
import type { FieldOption } from "../schema-form/fields.ts";
import { aria, type WidgetProps } from "./widget.ts";

/** One of a few values. Unset shows the default, marked as such. */
export function EnumWidget(props: WidgetProps) {
  const { schema, value, onChange, label, required, mixed } = props;
  const options: readonly FieldOption[] =
    schema.options ??
    (schema.enum ?? []).flatMap((option) =>
      typeof option === "string" ? [{ value: option, label: option }] : [],
    );
  const unset = "\u0000unset";
  const keyOf = (option: unknown) => JSON.stringify(option);
  const fallback = options.find((option) => option.value === schema.default);
  return (
    <Select
      id={props.id}
      disabled={props.disabled}
      aria-label={label}
      value={value === undefined ? (required || mixed ? null : unset) : keyOf(value)}
      placeholder={mixed ? props.placeholder : undefined}
      onValueChange={(next) =>
        onChange(options.find((option) => keyOf(option.value) === next)?.value)
      }
      options={[
        ...(required
          ? []
          : [
              {
                value: unset,
                label: fallback ? `${fallback.label} (default)` : (schema.unset ?? "Not set"),
              },
            ]),
        ...options.map((option) => ({ ...option, value: keyOf(option.value) })),
      ]}
    />
  );
}

export function BooleanWidget(props: WidgetProps) {
  const { schema, value, onChange, label } = props;
  return (
    <Switch
      {...aria(props)}
      aria-label={label}
      label=""
      checked={typeof value === "boolean" ? value : schema.default === true}
      onCheckedChange={(next: boolean) => onChange(next)}
    />
  );
}

/** Any of a few values. */
export function ChoicesWidget(props: WidgetProps) {
  const { schema, value, onChange, label, disabled } = props;
  const options = (schema.items?.enum ?? []).map(String);
  const chosen = (
    Array.isArray(value) ? value : Array.isArray(schema.default) ? schema.default : []
  ).map(String);
  return (
    <div role="group" aria-label={label} className="flex flex-wrap gap-x-4 gap-y-1">
      {options.map((option) => (
        <Checkbox
          key={option}
          label={option}
          disabled={disabled}
          checked={chosen.includes(option)}
          onCheckedChange={(checked) =>
            onChange(options.filter((name) => (name === option ? checked : chosen.includes(name))))
          }
        />
      ))}
    </div>
  );
}
