"use client";

import { Radio } from "@base-ui/react/radio";
import { RadioGroup } from "@base-ui/react/radio-group";
import { Database } from "lucide-react";
import { useId } from "react";
import type { Question } from "../../workflows/core/risk/questionnaire.ts";
import { Button } from "../ui/button.tsx";
import { Field } from "../ui/field.tsx";
import { Input } from "../ui/input.tsx";
import { Select } from "../ui/select.tsx";

/** More options than this stand in a list that opens. */
const MOST_SHOWN = 4;

interface Props {
  question: Question;
  value: string | undefined;
  reason: string;
  /** What the record says, and from what. */
  derived: { value: string; source: string } | undefined;
  /** An answer is missing, and somebody wanted to go on. */
  wanted: boolean;
  onValue: (value: string) => void;
  onReason: (reason: string) => void;
}

/** One question, its answers, and what the record itself says. */
export function QuestionRow({
  question: { title, help, options },
  value,
  reason,
  derived,
  wanted,
  onValue,
  onReason,
}: Props) {
  const id = useId();
  const differs = derived !== undefined && value !== undefined && value !== derived.value;
  const own = options.find((option) => option.value === derived?.value);
  return (
    <div className="grid gap-x-6 gap-y-1.5 px-4 py-3 lg:grid-cols-[minmax(0,5fr)_minmax(0,8fr)]">
      <div>
        <p id={id} className="text-sm font-medium">
          {title}
        </p>
        <p className="text-muted text-xs">{help}</p>
      </div>
      <div className="flex min-w-0 flex-col gap-1.5">
        {options.length > MOST_SHOWN ? (
          <Select
            aria-label={title}
            options={options}
            value={value ?? null}
            onValueChange={onValue}
            className="max-w-sm"
          />
        ) : (
          <RadioGroup
            aria-labelledby={id}
            value={value ?? ""}
            onValueChange={onValue}
            className="flex flex-wrap gap-1"
          >
            {options.map((option) => (
              <label
                key={option.value}
                className="border-line-strong has-data-[checked]:border-accent has-data-[checked]:bg-accent-soft has-data-[checked]:text-accent hover:bg-hover flex min-h-7 cursor-pointer items-center gap-1.5 rounded-md border px-2 py-0.5 text-xs font-medium"
              >
                <Radio.Root
                  value={option.value}
                  className="border-line-strong data-[checked]:border-accent flex size-3.5 shrink-0 items-center justify-center rounded-full border"
                >
                  <Radio.Indicator className="bg-accent size-1.5 rounded-full" />
                </Radio.Root>
                {option.label}
              </label>
            ))}
          </RadioGroup>
        )}
        {derived && (
          <p className="text-muted flex items-start gap-1.5 text-xs">
            <Database aria-hidden className="mt-0.5 size-3 shrink-0" />
            <span className="min-w-0 break-words">
              {differs ? `The record says “${own?.label ?? derived.value}”: ` : "From the record: "}
              {derived.source}
            </span>
          </p>
        )}
        {differs && (
          <div className="flex items-end gap-2">
            <Field
              label="Why the record's answer does not hold"
              className="flex-1"
              error={
                wanted && reason.trim().length < 10
                  ? "Say it in a sentence of 10 letters or more."
                  : null
              }
            >
              <Input size="sm" value={reason} maxLength={2_000} onValueChange={onReason} />
            </Field>
            <Button size="sm" variant="ghost" onClick={() => onValue(derived.value)}>
              Take the record's
            </Button>
          </div>
        )}
        {wanted && value === undefined && <p className="text-danger text-xs">Choose an answer.</p>}
      </div>
    </div>
  );
}
