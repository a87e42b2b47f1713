"use client";
import { Select } from "../../ui/select.tsx";
import { Switch } from "../../ui/switch.tsx";
import { titleFromName } from "../schema-form/fields.ts";
import { aria, type WidgetProps } from "./widget.ts";

/** One of a few values. Unset shows the default, marked as such. */
export function EnumWidget(props: WidgetProps) {
  const { schema, value, onChange, label } = props;
  const options = (schema.enum ?? []).filter((option) => typeof option === "string");
  const unset = "\u0000unset";
  return (
    <Select
      {...aria(props)}
      aria-label={label}
      value={typeof value === "string" ? value : unset}
      onValueChange={(next) => onChange(next === unset ? undefined : next)}
      items={[
        {
          value: unset,
          label:
            typeof schema.default === "string"
              ? `${titleFromName(schema.default)} (default)`
              : "Not set",
        },
        ...options.map((option) => ({ value: option, label: titleFromName(option) })),
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
        <label key={option} className="flex items-center gap-1.5 text-[13px]">
          <input
            type="checkbox"
            className="accent-accent"
            disabled={disabled}
            checked={chosen.includes(option)}
            onChange={(event) =>
              onChange(
                options.filter((name) =>
                  name === option ? event.target.checked : chosen.includes(name),
                ),
              )
            }
          />
          {titleFromName(option)}
        </label>
      ))}
    </div>
  );
}
