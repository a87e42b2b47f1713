"use client";
import { CircleHelp } from "lucide-react";
import { Popover } from "../../ui/popover.tsx";
import { Prose } from "../prose.tsx";
import { defaultText, type Field } from "./fields.ts";

/** What a field is for, and what it takes: its whole description, its default and its bounds. */
export function FieldHelp({ field }: { field: Field }) {
  const { title, description, name } = field;
  return (
    <Popover
      label={title}
      side="left"
      align="start"
      className="w-72 p-3"
      trigger={
        <button type="button" className="pf-tool" aria-label={`Why ${title}?`} title="Why?">
          <CircleHelp aria-hidden className="size-3.5" />
        </button>
      }
    >
      {() => (
        <>
          <h3 className="text-sm font-semibold">{title}</h3>
          {description && (
            <div className="mt-1 text-xs leading-5">
              <Prose text={description} />
            </div>
          )}
          <dl className="mt-2 grid grid-cols-[auto_1fr] gap-x-3 gap-y-1 text-xs">
            {[...factsOf(field), ["In the document", name] as const].map(([word, text]) => (
              <div key={word} className="contents">
                <dt className="text-muted">{word}</dt>
                <dd className="min-w-0 font-mono break-words">{text}</dd>
              </div>
            ))}
          </dl>
        </>
      )}
    </Popover>
  );
}

function factsOf({ schema, required }: Field): (readonly [word: string, text: string])[] {
  const { minimum, maximum, exclusiveMinimum, unit, enum: choices } = schema;
  const least = minimum ?? exclusiveMinimum;
  // zod bounds whole numbers by the largest that is exact: no news to anybody.
  const most = maximum === Number.MAX_SAFE_INTEGER ? undefined : maximum;
  const range =
    least !== undefined && most !== undefined
      ? `${least} to ${most}`
      : least !== undefined
        ? `${exclusiveMinimum === undefined ? "from" : "above"} ${least}`
        : most === undefined
          ? ""
          : `up to ${most}`;
  return [
    ["Default", required ? "none: it is needed" : defaultText(schema.default) || "none"],
    ["One of", choices?.map(String).join(", ") ?? ""],
    ["Range", range && unit ? `${range} ${unit}` : range],
  ].filter((fact): fact is [string, string] => fact[1] !== "");
}
