"use client";

import { useState } from "react";
import { withKey } from "../../workflows/core/json.ts";
import { registry } from "../../workflows/steps/index.ts";
import { configSchema } from "../form/config-schema.ts";
import "../form/form.css";
import { SchemaForm } from "../form/schema-form/schema-form.tsx";
import { Button } from "../ui/button.tsx";
import { Field } from "../ui/field.tsx";
import { SegmentedControl } from "../ui/segmented-control.tsx";
import { Textarea } from "../ui/textarea.tsx";
import { readObject } from "./read-object.ts";

type Config = Record<string, unknown>;

/** A step's settings, as a form or as JSON. What equals the recorded settings is no change: `onChange(null)`. */
export function ConfigEditor({
  kind,
  recorded,
  value,
  onChange,
  onWrong,
}: {
  kind: string;
  recorded: Config;
  value: Config;
  onChange: (value: Config | null) => void;
  /** Whether what is written can be read. */
  onWrong: (wrong: boolean) => void;
}) {
  const step = registry.get(kind);
  const [view, setView] = useState<"form" | "json">(step ? "form" : "json");
  const [text, setText] = useState(() => JSON.stringify(value, null, 2));
  const { problem } = readObject(text);
  const change = (next: Config) =>
    onChange(JSON.stringify(next) === JSON.stringify(recorded) ? null : next);
  const show = (next: "form" | "json") => {
    setText(JSON.stringify(value, null, 2));
    onWrong(false);
    setView(next);
  };
  return (
    <div className="border-line flex flex-col gap-3 rounded-md border p-3">
      <div className="flex items-center justify-between gap-2">
        <SegmentedControl
          label="How to edit"
          options={[
            { value: "form", label: "Form" },
            { value: "json", label: "JSON" },
          ]}
          value={view}
          onValueChange={show}
        />
        <Button
          size="sm"
          variant="ghost"
          onClick={() => {
            onChange(null);
            onWrong(false);
            setText(JSON.stringify(recorded, null, 2));
          }}
        >
          As recorded
        </Button>
      </div>
      {view === "form" && step ? (
        <SchemaForm
          id={`rerun.${kind}`}
          schema={configSchema(step)}
          value={value}
          compact
          onChange={(field, next) => change(withKey(value, field, next))}
        />
      ) : (
        <Field label="Settings" error={problem}>
          <Textarea
            mono
            rows={12}
            value={text}
            onChange={({ target }) => {
              setText(target.value);
              const read = readObject(target.value);
              onWrong(read.problem !== null);
              if (read.problem === null) change(read.value ?? {});
            }}
          />
        </Field>
      )}
    </div>
  );
}
