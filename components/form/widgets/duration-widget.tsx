"use client";
import { useState } from "react";
import { Input } from "../../ui/input.tsx";
import { Select } from "../../ui/select.tsx";
import { durationUnits, SECONDS_IN, type DurationUnit } from "../schema-form/fields.ts";
import { readDuration, unitWord, writeDuration } from "./duration.ts";
import { aria, type WidgetProps } from "./widget.ts";

/** How long: an amount and its unit. `2h`, `90 seconds` and `1.5h` may be typed as well. */
export function DurationWidget(props: WidgetProps) {
  const { schema, value, onChange, label, placeholder, disabled } = props;
  const units = durationUnits(schema) ?? (Object.keys(SECONDS_IN) as DurationUnit[]);
  const fallback = typeof schema.default === "string" ? readDuration(schema.default, units) : null;
  const read = typeof value === "string" ? readDuration(value, units) : null;
  // What says no duration stays as it is typed, with what to write instead.
  const [typed, setTyped] = useState<string | null>(null);
  const [picked, setPicked] = useState<DurationUnit | null>(null);
  const unit = read?.unit ?? picked ?? fallback?.unit ?? units.find((one) => one === "m") ?? "s";
  const wrong = typed !== null && typed.trim() !== "" && writeDuration(typed, unit, units) === null;
  const stays = typeof value === "string" && read === null ? value : "";
  return (
    <>
      <div className="flex gap-2">
        <Input
          {...aria(props)}
          aria-invalid={props.invalid || wrong || undefined}
          className="tabular-nums"
          value={typed ?? (read ? String(read.amount) : stays)}
          placeholder={fallback ? String(fallback.amount) : placeholder}
          spellCheck={false}
          onChange={(event) => {
            const text = event.target.value;
            setTyped(text);
            if (text.trim() === "") onChange(undefined);
            else {
              const written = writeDuration(text, unit, units);
              if (written !== null) onChange(written);
            }
          }}
          onBlur={() => {
            if (!wrong) setTyped(null);
          }}
          onKeyDown={(event) => {
            if (event.key !== "ArrowUp" && event.key !== "ArrowDown") return;
            event.preventDefault();
            const from = read?.amount ?? fallback?.amount ?? 0;
            const by = (event.shiftKey ? 10 : 1) * (event.key === "ArrowUp" ? 1 : -1);
            setTyped(null);
            onChange(`${Math.max(0, from + by)}${unit}`);
          }}
        />
        <div className="w-32 shrink-0">
          <Select
            aria-label={`Unit of ${label}`}
            disabled={disabled}
            options={units.map((one) => ({ value: one, label: unitWord(one) }))}
            value={unit}
            onValueChange={(next) => {
              setPicked(next);
              setTyped(null);
              const amount = read?.amount ?? fallback?.amount;
              if (amount !== undefined) onChange(`${amount}${next}`);
            }}
          />
        </div>
      </div>
      {wrong && (
        <p role="alert" className="text-danger mt-1 text-xs">
          Write a whole number of {unitWord(unit)}, or a duration such as 30s or 2h.
        </p>
      )}
    </>
  );
}
