"use client";
import { useState } from "react";
import type { DocumentParam, ParamValues } from "../../workflows/core/document.ts";
import { titleFromName } from "../form/schema-form/fields.ts";
import { Button } from "../ui/button.tsx";
import { Dialog } from "../ui/dialog.tsx";
import { Field } from "../ui/field.tsx";
import { Input } from "../ui/input.tsx";
import { Select } from "../ui/select.tsx";

/** Asks for the params of a run; those left empty take their default. */
export function RunDialog({
  params,
  open,
  onOpenChange,
  onRun,
  pending,
}: {
  params: Record<string, DocumentParam>;
  open: boolean;
  onOpenChange: (open: boolean) => void;
  onRun: (values: ParamValues) => void;
  pending: boolean;
}) {
  const [texts, setTexts] = useState<Record<string, string>>({});
  const [tried, setTried] = useState(false);
  const read = Object.entries(params).map(([name, param]) => ({
    name,
    param,
    ...readParamText(param, texts[name] ?? ""),
  }));
  const submit = () => {
    setTried(true);
    if (read.some(({ problem }) => problem !== null)) return;
    onRun(
      Object.fromEntries(
        read.flatMap(({ name, value }) => (value === undefined ? [] : [[name, value]])),
      ),
    );
  };
  return (
    <Dialog
      title="Run the draft"
      description="Values for this run only; they are kept on its record."
      open={open}
      onOpenChange={onOpenChange}
      size="sm"
    >
      <form
        className="flex flex-col gap-4"
        onSubmit={(event) => {
          event.preventDefault();
          submit();
        }}
      >
        {read.map(({ name, param, problem }) => (
          <Field
            key={name}
            label={param.title ?? titleFromName(name)}
            description={param.description}
            error={tried ? problem : null}
          >
            {param.choices ? (
              <Select
                aria-label={param.title ?? titleFromName(name)}
                options={param.choices.map((choice) => ({
                  value: String(choice),
                  label: String(choice),
                }))}
                value={texts[name] || (param.default === undefined ? null : String(param.default))}
                onValueChange={(value) => setTexts((all) => ({ ...all, [name]: value }))}
              />
            ) : param.type === "boolean" ? (
              <Select
                aria-label={param.title ?? titleFromName(name)}
                options={[
                  { value: "true", label: "Yes" },
                  { value: "false", label: "No" },
                ]}
                value={texts[name] || (param.default === undefined ? null : String(param.default))}
                onValueChange={(value) => setTexts((all) => ({ ...all, [name]: value }))}
              />
            ) : (
              <Input
                value={texts[name] ?? ""}
                placeholder={param.default === undefined ? "" : String(param.default)}
                inputMode={param.type === "string" ? undefined : "decimal"}
                onChange={(event) => setTexts((all) => ({ ...all, [name]: event.target.value }))}
              />
            )}
          </Field>
        ))}
        <div className="flex justify-end gap-2">
          <Button onClick={() => onOpenChange(false)}>Cancel</Button>
          <Button type="submit" variant="primary" pending={pending}>
            Run
          </Button>
        </div>
      </form>
    </Dialog>
  );
}

function readParamText(
  { type, default: fallback, minimum, maximum }: DocumentParam,
  text: string,
): { value?: string | number | boolean; problem: string | null } {
  if (text.trim() === "")
    return { problem: fallback === undefined ? "Give it a value: it has no default." : null };
  if (type === "string") return { value: text, problem: null };
  if (type === "boolean") return { value: text === "true", problem: null };
  const value = Number(text);
  if (!Number.isFinite(value)) return { problem: `'${text}' is not a number.` };
  if (type === "integer" && !Number.isInteger(value))
    return { problem: `'${text}' is not a whole number.` };
  if (minimum !== undefined && value < minimum) return { problem: `Give ${minimum} or more.` };
  if (maximum !== undefined && value > maximum) return { problem: `Give ${maximum} or less.` };
  return { value, problem: null };
}
