"use client";
import { useState } from "react";
import { parse, stringify } from "yaml";
import { CodeField } from "./code-field.tsx";
import { celProblems, yamlProblems } from "./code-problems.ts";
import type { WidgetProps } from "./widget.ts";

function common(props: WidgetProps) {
  const { id, label, describedBy, invalid, disabled, placeholder } = props;
  return { id, label, describedBy, invalid, placeholder, readOnly: disabled };
}

export function SqlWidget(props: WidgetProps) {
  const { value, onChange } = props;
  return (
    <CodeField
      {...common(props)}
      language="sql"
      value={typeof value === "string" ? value : ""}
      onChange={(text) => onChange(text === "" ? undefined : text)}
    />
  );
}

export function CelWidget(props: WidgetProps) {
  const { value, onChange } = props;
  return (
    <CodeField
      {...common(props)}
      language="cel"
      value={typeof value === "string" ? value : ""}
      check={celProblems}
      onChange={(text) => onChange(text === "" ? undefined : text)}
    />
  );
}

/** Whatever has no better form. The value changes when the text is whole YAML; until then the text stays as typed. */
export function YamlWidget(props: WidgetProps) {
  const { value, onChange } = props;
  const [typed, setTyped] = useState<{ text: string; value: unknown } | null>(null);
  // Undo, a reset or the YAML view changed the value from outside: what was typed is no longer it.
  const text =
    typed !== null && JSON.stringify(typed.value) === JSON.stringify(value)
      ? typed.text
      : value === undefined
        ? ""
        : stringify(value);
  return (
    <CodeField
      {...common(props)}
      language="yaml"
      value={text}
      check={yamlProblems}
      onChange={(next) => {
        if (next.trim() === "") {
          setTyped({ text: next, value: undefined });
          onChange(undefined);
          return;
        }
        if (yamlProblems(next).length > 0) {
          setTyped({ text: next, value });
          return;
        }
        const read: unknown = parse(next);
        setTyped({ text: next, value: read });
        onChange(read);
      }}
    />
  );
}
