"use client";
import { SuggestInput } from "./suggest-input.tsx";
import { aria, type WidgetProps } from "./widget.ts";

/** A text for which its schema suggests values while one types; any other may be typed as well. */
export function SuggestWidget(props: WidgetProps) {
  const { schema, value, onChange, placeholder, label } = props;
  return (
    <SuggestInput
      {...aria(props)}
      aria-label={label}
      value={typeof value === "string" ? value : ""}
      placeholder={placeholder}
      suggestions={schema.suggestions ?? []}
      onChange={(next) => onChange(next === "" ? undefined : next)}
    />
  );
}
