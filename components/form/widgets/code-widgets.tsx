"use client";
import { useState } from "react";
import { parse, stringify } from "yaml";
import { CodeField } from "./code-field.tsx";
import type { CodeProblem } from "./code-editor.tsx";
import { celProblems, jsonProblems, yamlProblems } from "./code-problems.ts";
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

/** Whatever has no better form. */
export function YamlWidget(props: WidgetProps) {
  return (
    <DataWidget {...props} language="yaml" write={stringify} read={parse} check={yamlProblems} />
  );
}

export function JsonWidget(props: WidgetProps) {
  return (
    <DataWidget
      {...props}
      language="json"
      write={writeJson}
      read={JSON.parse}
      check={jsonProblems}
    />
  );
}

/** JSON with what is short on one line. */
function writeJson(value: unknown): string {
  const short = JSON.stringify(value);
  return short.length <= SHORT ? short : JSON.stringify(value, null, 2);
}

const SHORT = 48;

/** A value as text. It changes when the text is whole; until then the text stays as typed. */
function DataWidget({
  language,
  write,
  read,
  check,
  ...props
}: WidgetProps & {
  language: "yaml" | "json";
  write: (value: unknown) => string;
  read: (text: string) => unknown;
  check: (text: string) => CodeProblem[];
}) {
  const { value, onChange } = props;
  const [typed, setTyped] = useState<{ text: string; value: unknown } | null>(null);
  // Undo, a reset or the YAML view changed the value from outside: what was typed is no longer it.
  const text =
    typed !== null && JSON.stringify(typed.value) === JSON.stringify(value)
      ? typed.text
      : value === undefined
        ? ""
        : write(value);
  return (
    <CodeField
      {...common(props)}
      language={language}
      value={text}
      check={check}
      onChange={(next) => {
        if (next.trim() === "") {
          setTyped({ text: next, value: undefined });
          onChange(undefined);
          return;
        }
        if (check(next).length > 0) {
          setTyped({ text: next, value });
          return;
        }
        const whole = read(next);
        setTyped({ text: next, value: whole });
        onChange(whole);
      }}
    />
  );
}
