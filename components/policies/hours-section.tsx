"use client";

import { Toggle } from "@base-ui/react/toggle";
import { X } from "lucide-react";
import { useId, useState } from "react";
import { Button } from "../ui/button.tsx";
import { Card } from "../ui/card.tsx";
import { Field } from "../ui/field.tsx";
import { IconButton } from "../ui/icon-button.tsx";
import { Input } from "../ui/input.tsx";
import { useDraft } from "./draft-context.tsx";
import { TextField } from "./fields.tsx";
import type { Document } from "./types.ts";
import { WEEKDAYS } from "./words.ts";

const PATH = ["workingHours"];

/** When deadlines count. */
export function HoursSection({ hours }: { hours: Document["workingHours"] }) {
  const zones = useId();
  const { edit, readOnly, problemAt } = useDraft();
  const problem = problemAt([...PATH, "days"]);
  return (
    <Card title="Working hours" description="Deadlines count these alone, on these days.">
      <div className="flex flex-wrap items-start gap-x-4 gap-y-3">
        <Field label="Time zone" error={problemAt([...PATH, "timeZone"])} className="w-44">
          <Input
            size="sm"
            list={zones}
            value={hours.timeZone}
            disabled={readOnly}
            onValueChange={(value) => edit({ op: "set", path: [...PATH, "timeZone"], value })}
          />
        </Field>
        <datalist id={zones}>
          {Intl.supportedValuesOf("timeZone").map((zone) => (
            <option key={zone} value={zone} />
          ))}
        </datalist>
        <TextField className="w-20" label="From" path={[...PATH, "from"]} value={hours.from} />
        <TextField className="w-20" label="To" path={[...PATH, "to"]} value={hours.to} />
        <fieldset className="min-w-0">
          <legend className="mb-1 text-sm font-medium">Days</legend>
          <div className="flex gap-1">
            {WEEKDAYS.map((name, index) => (
              <Toggle
                key={name}
                pressed={hours.days.includes(index + 1)}
                disabled={readOnly}
                onPressedChange={(pressed) =>
                  edit({
                    op: "set",
                    path: [...PATH, "days"],
                    value: pressed
                      ? [...hours.days, index + 1].sort((a, b) => a - b)
                      : hours.days.filter((day) => day !== index + 1),
                  })
                }
                className="border-line-strong text-muted hover:bg-hover data-[pressed]:bg-accent-soft data-[pressed]:border-accent data-[pressed]:text-accent h-7 w-10 rounded-md border text-xs font-medium"
              >
                {name}
              </Toggle>
            ))}
          </div>
          {problem && <p className="text-danger mt-1 text-xs">{problem}</p>}
        </fieldset>
        <Holidays holidays={hours.holidays} />
      </div>
    </Card>
  );
}

function Holidays({ holidays }: { holidays: readonly string[] }) {
  const { edit, readOnly, problemAt } = useDraft();
  const [day, setDay] = useState("");
  const path = [...PATH, "holidays"];
  const problem =
    problemAt(path) ?? holidays.map((_, at) => problemAt([...path, at])).find(Boolean);
  return (
    <div className="w-full">
      <div className="flex items-end gap-2">
        <Field label="Holidays" className="w-40">
          <Input size="sm" type="date" value={day} disabled={readOnly} onValueChange={setDay} />
        </Field>
        {!readOnly && (
          <Button
            size="sm"
            disabled={day === "" || holidays.includes(day)}
            onClick={() => {
              edit({ op: "set", path, value: [...holidays, day].sort() });
              setDay("");
            }}
          >
            Add the day
          </Button>
        )}
      </div>
      {holidays.length > 0 && (
        <ul aria-label="Holidays" className="mt-2 flex flex-wrap gap-1">
          {holidays.map((one, index) => (
            <li
              key={one}
              className="bg-sunken border-line flex h-7 items-center rounded-md border pl-2 text-xs tabular-nums"
            >
              {one}
              {readOnly ? (
                <span className="w-2" />
              ) : (
                <IconButton
                  size="sm"
                  className="[&_svg]:size-3!"
                  label={`Remove ${one}`}
                  icon={<X aria-hidden />}
                  onClick={() => edit({ op: "remove", path, index })}
                />
              )}
            </li>
          ))}
        </ul>
      )}
      {problem && <p className="text-danger mt-1 text-xs">{problem}</p>}
    </div>
  );
}
