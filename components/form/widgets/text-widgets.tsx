"use client";
import { useState } from "react";
import { Input } from "../../ui/input.tsx";
import { Textarea } from "../../ui/textarea.tsx";
import { isParamReference, readNumber } from "../schema-form/fields.ts";
import { SuggestInput } from "./suggest-input.tsx";
import { aria, type WidgetProps } from "./widget.ts";

export function TextWidget(props: WidgetProps) {
  const { value, onChange, placeholder, schema, label } = props;
  if (schema.suggestions)
    return (
      <SuggestInput
        {...aria(props)}
        aria-label={label}
        value={typeof value === "string" ? value : ""}
        placeholder={placeholder}
        suggestions={schema.suggestions.map((suggestion) => ({ value: suggestion }))}
        onChange={(next) => onChange(next === "" ? undefined : next)}
      />
    );
  return (
    <Input
      {...aria(props)}
      value={typeof value === "string" ? value : value === undefined ? "" : JSON.stringify(value)}
      placeholder={placeholder}
      spellCheck={false}
      autoComplete="off"
      onChange={(event) => onChange(event.target.value === "" ? undefined : event.target.value)}
    />
  );
}

/** A text or a number: what reads as a number is one. */
export function ScalarWidget(props: WidgetProps) {
  const { value, onChange, placeholder } = props;
  const [typed, setTyped] = useState<string | null>(null);
  return (
    <Input
      {...aria(props)}
      value={typed ?? (value === undefined ? "" : String(value))}
      placeholder={placeholder}
      spellCheck={false}
      onChange={(event) => {
        setTyped(event.target.value);
        onChange(readNumber(event.target.value));
      }}
      onBlur={() => setTyped(null)}
    />
  );
}

export function TextareaWidget(props: WidgetProps) {
  const { value, onChange, placeholder } = props;
  return (
    <Textarea
      {...aria(props)}
      rows={4}
      value={typeof value === "string" ? value : ""}
      placeholder={placeholder}
      onChange={(event) => onChange(event.target.value === "" ? undefined : event.target.value)}
    />
  );
}

/** Takes numbers and references to params. While it is typed, the text stays as it is: `0.` is on its way to `0.5`. */
export function NumberWidget(props: WidgetProps) {
  const { value, onChange, placeholder, schema } = props;
  const [typed, setTyped] = useState<string | null>(null);
  const step = schema.type === "integer" ? 1 : stepOf(schema.minimum, schema.maximum);
  return (
    <Input
      {...aria(props)}
      inputMode="decimal"
      autoComplete="off"
      className="tabular-nums"
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
        const next = from + (event.key === "ArrowUp" ? step : -step) * (event.shiftKey ? 10 : 1);
        event.preventDefault();
        setTyped(null);
        onChange(clamp(Number(next.toPrecision(12)), schema.minimum, schema.maximum));
      }}
    />
  );
}

export function SliderWidget(props: WidgetProps) {
  const { value, onChange, schema, label, disabled } = props;
  const { minimum = 0, maximum = 1 } = schema;
  const step = schema.type === "integer" ? 1 : stepOf(minimum, maximum);
  const shown = typeof value === "number" ? value : Number(schema.default ?? minimum);
  return (
    <div className="flex items-center gap-2">
      <input
        type="range"
        className="pf-slider flex-1"
        aria-label={label}
        min={minimum}
        max={maximum}
        step={step}
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
      <div className="w-18">
        <NumberWidget {...props} />
      </div>
    </div>
  );
}

/** A hundredth of the range, as a power of ten. */
function stepOf(minimum = 0, maximum = 1): number {
  const range = maximum - minimum;
  return range > 100 ? 1 : 10 ** Math.floor(Math.log10(range / 50));
}

function clamp(value: number, minimum = -Infinity, maximum = Infinity): number {
  return Math.min(maximum, Math.max(minimum, value));
}
