"use client";
import { useState } from "react";
import { Input } from "../../ui/input.tsx";
import { isParamReference, readNumber, type JsonSchema } from "../schema-form/fields.ts";
import { aria, type WidgetProps } from "./widget.ts";

/** A number as one writes it, with its unit; the arrow keys count up and down, with Shift by ten. */
export function NumberWidget(props: WidgetProps) {
  const { schema, value, onChange, placeholder } = props;
  // While it is typed, the text stays as it is: `0.` is on its way to `0.5`.
  const [typed, setTyped] = useState<string | null>(null);
  const step = stepOf(schema);
  return (
    <div className="relative">
      <Input
        {...aria(props)}
        inputMode={schema.type === "integer" ? "numeric" : "decimal"}
        autoComplete="off"
        className="tabular-nums"
        style={schema.unit ? { paddingRight: `${schema.unit.length + 2}ch` } : undefined}
        value={typed ?? (value === undefined ? "" : String(value))}
        placeholder={placeholder}
        onChange={(event) => {
          setTyped(event.target.value);
          onChange(readNumber(event.target.value));
        }}
        onBlur={() => setTyped(null)}
        onKeyDown={(event) => {
          if (event.key !== "ArrowUp" && event.key !== "ArrowDown") return;
          const from =
            typeof value === "number" ? value : Number(schema.default ?? schema.minimum ?? 0);
          const by = (event.key === "ArrowUp" ? step : -step) * (event.shiftKey ? 10 : 1);
          event.preventDefault();
          setTyped(null);
          onChange(clamp(Number((from + by).toPrecision(12)), schema));
        }}
      />
      {schema.unit && (
        <span className="text-muted pointer-events-none absolute top-1.5 right-2.5 text-sm">
          {schema.unit}
        </span>
      )}
    </div>
  );
}

/** A number between two bounds: pulled, or written beside. */
export function SliderWidget(props: WidgetProps) {
  const { value, onChange, schema, label, disabled } = props;
  const { minimum = 0, maximum = 1, unit } = schema;
  const known = typeof value === "number" ? value : Number(schema.default ?? minimum);
  const shown = clamp(known, schema);
  return (
    <div className="flex items-center gap-2">
      <input
        type="range"
        className="pf-slider min-w-0 flex-1"
        aria-label={label}
        aria-valuetext={unit ? `${shown} ${unit}` : undefined}
        min={minimum}
        max={maximum}
        step={stepOf(schema)}
        value={isParamReference(value) ? minimum : shown}
        disabled={disabled || isParamReference(value)}
        data-unset={value === undefined || undefined}
        style={
          {
            "--pf-fill": `${((shown - minimum) / (maximum - minimum)) * 100}%`,
          } as React.CSSProperties
        }
        onChange={(event) => onChange(Number(event.target.value))}
      />
      <div className={unit ? "w-24 shrink-0" : "w-18 shrink-0"}>
        <NumberWidget {...props} />
      </div>
    </div>
  );
}

/** One for whole numbers; else a hundredth of the range, as a power of ten. */
function stepOf({ type, minimum = 0, maximum = 1 }: JsonSchema): number {
  const range = maximum - minimum;
  if (type === "integer" || range > 100) return 1;
  return 10 ** Math.floor(Math.log10(range / 50));
}

function clamp(value: number, { minimum = -Infinity, maximum = Infinity }: JsonSchema): number {
  return Math.min(maximum, Math.max(minimum, value));
}
