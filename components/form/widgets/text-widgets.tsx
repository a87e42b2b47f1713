"use client";
import { useState } from "react";
import { Input } from "../../ui/input.tsx";
import { later } from "../../ui/later.tsx";
import { Textarea } from "../../ui/textarea.tsx";
import { readNumber } from "../schema-form/fields.ts";
import { aria, type WidgetProps } from "./widget.ts";

export function TextWidget(props: WidgetProps) {
  const { value, onChange, placeholder, schema } = props;
  if (schema.suggestions) return <SuggestWidget {...props} />;
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

const SuggestWidget = later<WidgetProps>(
  async () => (await import("./suggest-widget.tsx")).SuggestWidget,
);

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
