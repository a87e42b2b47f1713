"use client";

import type { DocumentParam, ParamValues } from "../../workflows/core/document.ts";
import { titleFromName } from "../form/schema-form/fields.ts";
import { Field } from "../ui/field.tsx";
import { Input } from "../ui/input.tsx";
import { Select } from "../ui/select.tsx";

type Params = Record<string, DocumentParam>;

/** A field for each param; what is left empty takes the default, which is shown in it. */
export function ParamFields({
  params,
  texts,
  problems,
  onChange,
}: {
  params: Params;
  texts: Readonly<Record<string, string>>;
  problems: Readonly<Record<string, string>>;
  onChange: (name: string, text: string) => void;
}) {
  return Object.entries(params).map(([name, param]) => {
    const label = param.title ?? titleFromName(name);
    const fallback = param.default === undefined ? "" : String(param.default);
    const choices = param.type === "boolean" ? [true, false] : param.choices;
    return (
      <Field key={name} label={label} description={param.description} error={problems[name]}>
        {choices ? (
          <Select
            aria-label={label}
            options={choices.map((choice) => ({
              value: String(choice),
              label: choice === true ? "Yes" : choice === false ? "No" : String(choice),
            }))}
            value={texts[name] || fallback || null}
            onValueChange={(text) => onChange(name, text)}
          />
        ) : (
          <Input
            value={texts[name] ?? ""}
            placeholder={fallback}
            inputMode={param.type === "string" ? undefined : "decimal"}
            onValueChange={(text) => onChange(name, text)}
          />
        )}
      </Field>
    );
  });
}

/** What was written as values, and what is wrong with it; an empty text is no value. */
export function readParams(
  params: Params,
  texts: Readonly<Record<string, string>>,
): { values: ParamValues; problems: Record<string, string> } {
  const values: ParamValues = {};
  const problems: Record<string, string> = {};
  for (const [name, { type, default: fallback }] of Object.entries(params)) {
    const text = (texts[name] ?? "").trim();
    if (text === "") {
      if (fallback === undefined) problems[name] = "Give it a value: it has no default.";
    } else if (type === "string") values[name] = texts[name]!;
    else if (type === "boolean") values[name] = text === "true";
    else if (!Number.isFinite(Number(text))) problems[name] = `'${text}' is not a number.`;
    else if (type === "integer" && !Number.isInteger(Number(text)))
      problems[name] = `'${text}' is not a whole number.`;
    else values[name] = Number(text);
  }
  return { values, problems };
}
