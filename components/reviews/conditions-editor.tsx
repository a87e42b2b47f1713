"use client";

import { Plus, Trash2 } from "lucide-react";
import { useState } from "react";
import type { Severity } from "../../db/schema/severities.ts";
import { usePeopleOptions } from "../shell/use-people.ts";
import { Button } from "../ui/button.tsx";
import { Field } from "../ui/field.tsx";
import { IconButton } from "../ui/icon-button.tsx";
import { Input } from "../ui/input.tsx";
import { Select } from "../ui/select.tsx";
import { Textarea } from "../ui/textarea.tsx";
import { SEVERITY_OPTIONS } from "./severity.tsx";

export interface Condition {
  key: number;
  title: string;
  remedy: string;
  owner: string;
  severity: Severity;
  /** A date. */
  dueAt: string;
}

let keys = 0;

/** In a week: what a condition is first due. */
function newCondition(owner: string, now = new Date()): Condition {
  const due = new Date(now.getTime() + 7 * 86_400_000).toISOString().slice(0, 10);
  return { key: keys++, title: "", remedy: "", owner, severity: "medium", dueAt: due };
}

/** What a condition lacks before it can be sent, by its field. */
export function missingIn(
  { title, owner, dueAt }: Condition,
  now = new Date(),
): { title?: string; owner?: string; dueAt?: string } {
  return {
    ...(title.trim().length < 3 && { title: "Say what, in three letters at least." }),
    ...(owner === "" && { owner: "Choose who sees to it." }),
    ...(dueAt < now.toISOString().slice(0, 10) && { dueAt: "Choose today or a later day." }),
  };
}

/** What an approval hangs on: each with a remedy, an owner and a date. */
export function ConditionsEditor({
  conditions,
  author,
  tried,
  onChange,
}: {
  conditions: readonly Condition[];
  /** Whose they are unless somebody else is named. */
  author: { id: string; name: string };
  /** Whether to mark what is missing. */
  tried: boolean;
  onChange: (conditions: readonly Condition[]) => void;
}) {
  const people = usePeopleOptions(author);
  const change = (key: number, fields: Partial<Condition>) =>
    onChange(conditions.map((one) => (one.key === key ? { ...one, ...fields } : one)));
  const [today] = useState(() => new Date().toISOString().slice(0, 10));
  const [added, setAdded] = useState<number | null>(null);
  const add = () => {
    const condition = newCondition(author.id);
    setAdded(condition.key);
    onChange([...conditions, condition]);
  };
  return (
    <div className="flex flex-col gap-2">
      {conditions.map((condition, index) => {
        const missing = tried ? missingIn(condition) : {};
        return (
          <fieldset
            key={condition.key}
            className="border-line bg-sunken flex flex-col gap-2 rounded-md border p-2.5"
          >
            <legend className="sr-only">Condition {index + 1}</legend>
            <div className="flex items-center justify-between">
              <span className="text-sm font-medium">Condition {index + 1}</span>
              <IconButton
                size="sm"
                label={`Remove condition ${index + 1}`}
                icon={<Trash2 aria-hidden />}
                onClick={() => onChange(conditions.filter(({ key }) => key !== condition.key))}
              />
            </div>
            <Field label="What has to be done" error={missing.title}>
              <Input
                autoFocus={condition.key === added}
                value={condition.title}
                onValueChange={(title) => change(condition.key, { title })}
              />
            </Field>
            <Field label="How" optional>
              <Textarea
                rows={2}
                value={condition.remedy}
                onChange={({ target }) => change(condition.key, { remedy: target.value })}
              />
            </Field>
            <Field label="Owner" error={missing.owner}>
              <Select
                options={people}
                value={condition.owner}
                onValueChange={(owner) => change(condition.key, { owner })}
              />
            </Field>
            <div className="grid grid-cols-2 gap-2">
              <Field label="Severity">
                <Select
                  options={SEVERITY_OPTIONS}
                  value={condition.severity}
                  onValueChange={(severity) => change(condition.key, { severity })}
                />
              </Field>
              <Field label="Due" error={missing.dueAt}>
                <Input
                  type="date"
                  min={today}
                  value={condition.dueAt}
                  onValueChange={(dueAt) => change(condition.key, { dueAt })}
                />
              </Field>
            </div>
          </fieldset>
        );
      })}
      <Button
        size="sm"
        variant="ghost"
        icon={<Plus aria-hidden />}
        className="self-start"
        onClick={add}
      >
        Add a condition
      </Button>
    </div>
  );
}
