"use client";
import { useState } from "react";
import { stringify } from "yaml";
import { readYaml } from "../../../workflows/core/text/parse-yaml.ts";
import { GrowingCodeField } from "../code/code-field.tsx";
import type { CodeProblem } from "../code/code-problem.ts";
import { jsonProblems, yamlProblems } from "../code/code-problems.ts";
import { schemaProblems } from "../code/schema-problems.ts";
import { codeProps, type WidgetProps } from "./widget.ts";

export function PythonWidget(props: WidgetProps) {
  const { value, onChange } = props;
  return (
    <GrowingCodeField
      {...codeProps(props)}
      language="python"
      value={typeof value === "string" ? value : ""}
      onChange={(text) => onChange(text === "" ? undefined : text)}
    />
  );
}

/** Whatever has no better form. */
export function YamlWidget(props: WidgetProps) {
  return (
    <DataWidget {...props} language="yaml" write={stringify} read={readYaml} check={yamlProblems} />
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
  const { value, onChange, schema } = props;
  const [typed, setTyped] = useState<{ text: string; value: unknown } | null>(null);
  const marks = marksOf(check, schema);
  // Undo, a reset or the YAML view changed the value from outside: what was typed is no longer it.
  const text =
    typed !== null && JSON.stringify(typed.value) === JSON.stringify(value)
      ? typed.text
      : value === undefined
        ? ""
        : write(value);
  return (
    <GrowingCodeField
      {...codeProps(props)}
      language={language}
      value={text}
      check={marks}
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

/** Slips of the text; where there are none, what does not fit the schema. */
function marksOf(check: (text: string) => CodeProblem[], schema: WidgetProps["schema"]) {
  return (text: string): CodeProblem[] => {
    const slips = check(text);
    return slips.length > 0 ? slips : schemaProblems(text, schema);
  };
}
