"use client";

import { Popover } from "@base-ui/react/popover";
import { ChevronDown } from "lucide-react";
import { Button } from "../ui/button.tsx";
import { cx } from "../ui/cx.ts";
import { dayOf, startOfDay } from "../ui/day.ts";
import { Field } from "../ui/field.tsx";
import { Input } from "../ui/input.tsx";
import { POPUP_CLASS } from "../ui/popup-class.ts";
import { CHIP_CLASS, CHIP_OFF, CHIP_ON, Leave } from "./filter-chip.tsx";

const DAY = 86_400_000;
const PRESETS = [
  ["Today", 0],
  ["7 days", 6],
  ["30 days", 29],
  ["A year", 364],
] as const;

type Range = { from: string | null; to: string | null };

/** A filter by days, first and last included, in the reader's zone. `to` is the moment at which the last one ends. */
export function DateChip({
  from,
  to,
  onChange,
}: {
  from: string | undefined;
  to: string | undefined;
  onChange: (range: Range) => void;
}) {
  const first = from ? dayOf(new Date(from)) : "";
  const last = to ? dayOf(new Date(new Date(to).getTime() - 1)) : "";
  const on = first || last;
  const change = (range: { first: string; last: string }) =>
    onChange({
      from: range.first ? startOfDay(range.first) : null,
      to: range.last ? startOfDay(range.last, 1) : null,
    });
  return (
    <div className="inline-flex items-center">
      <Popover.Root>
        <Popover.Trigger
          className={cx(CHIP_CLASS, on ? cx(CHIP_ON, "rounded-r-none pr-1") : CHIP_OFF)}
        >
          When
          {on ? (
            <span className="-ml-1.5 font-semibold">: {words(first, last)}</span>
          ) : (
            <ChevronDown aria-hidden />
          )}
        </Popover.Trigger>
        <Popover.Portal>
          <Popover.Positioner sideOffset={4} align="start" className="z-50">
            <Popover.Popup className={cx(POPUP_CLASS, "w-72 p-3")} aria-label="When">
              <div className="mb-3 flex gap-1">
                {PRESETS.map(([label, days]) => (
                  <Button
                    key={label}
                    size="sm"
                    variant="ghost"
                    onClick={() =>
                      change({ first: dayOf(new Date(Date.now() - days * DAY)), last: "" })
                    }
                  >
                    {label}
                  </Button>
                ))}
              </div>
              <div className="grid grid-cols-2 gap-3">
                <Field label="From">
                  <Input
                    type="date"
                    size="sm"
                    value={first}
                    max={last || undefined}
                    onValueChange={(next) => change({ first: next, last })}
                  />
                </Field>
                <Field label="To">
                  <Input
                    type="date"
                    size="sm"
                    value={last}
                    min={first || undefined}
                    onValueChange={(next) => change({ first, last: next })}
                  />
                </Field>
              </div>
            </Popover.Popup>
          </Popover.Positioner>
        </Popover.Portal>
      </Popover.Root>
      {on && <Leave name="When" onLeave={() => onChange({ from: null, to: null })} />}
    </div>
  );
}

function words(first: string, last: string): string {
  if (first === last) return first;
  if (!last) return `since ${first}`;
  if (!first) return `until ${last}`;
  return `${first} to ${last}`;
}
