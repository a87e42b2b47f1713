"use client";

import { useState } from "react";
import { dayOf, startOfDay } from "../ui/day.ts";
import { Input } from "../ui/input.tsx";
import { Select, type SelectOption } from "../ui/select.tsx";
import { statusLook } from "../ui/status-look.ts";
import { RUN_STARTS } from "../../workflows/core/run-trigger.ts";
import { PERIODS, PERIOD_WORDS, type RunFilters } from "./run-filters.ts";
import { RUN_STATUSES } from "../../workflows/core/run-statuses.ts";
import { howChoice, type FilterChoices, type HowChoice } from "./use-filter-choices.ts";

interface Props {
  filters: RunFilters;
  choices: FilterChoices;
  onFilter: (filters: RunFilters) => void;
}

/** What the list of runs is narrowed down by: pipeline, state, what and who started them, and when. */
export function RunsFilterBar({ filters, choices, onFilter }: Props) {
  const { pipeline, status, startedBy, period } = filters;
  const set = (changed: RunFilters) => onFilter({ ...filters, ...changed });
  return (
    <div role="search" aria-label="Filters" className="flex flex-wrap items-center gap-2">
      <Choice
        name="Pipeline"
        all="All pipelines"
        className="w-40"
        value={pipeline}
        options={choices.pipelines.map((name) => ({ value: name, label: name }))}
        onChange={(next) => set({ pipeline: next })}
      />
      <Choice
        name="State"
        all="All states"
        className="w-32"
        value={status}
        options={RUN_STATUSES.map((value) => ({ value, label: statusLook(value).label }))}
        onChange={(next) => set({ status: next })}
      />
      <Choice
        name="How it started"
        all="However started"
        className="w-40"
        value={howChoice(filters)}
        options={choices.hows}
        onChange={(next) => set(ofHow(next))}
      />
      <Choice
        name="Started by"
        all="By anybody"
        className="w-36"
        value={startedBy}
        options={choices.people}
        onChange={(next) => set({ startedBy: next })}
      />
      <Choice
        name="Period"
        all="At any time"
        className="w-36"
        value={period}
        options={PERIODS.map((value) => ({ value, label: PERIOD_WORDS[value] }))}
        onChange={(next) => set({ period: next, from: undefined, to: undefined })}
      />
      {period === "custom" && (
        <>
          <Day
            label="From"
            day={filters.from && dayOf(new Date(filters.from))}
            onChange={(day) => set({ from: day && startOfDay(day) })}
          />
          <Day
            label="To"
            // The moment at which the last day ends.
            day={filters.to && dayOf(new Date(Date.parse(filters.to) - 1))}
            onChange={(day) => set({ to: day && startOfDay(day, 1) })}
          />
        </>
      )}
    </div>
  );
}

const ALL = "all";

function Choice<Value extends string>(props: {
  name: string;
  /** What it is called that nothing is chosen. */
  all: string;
  className: string;
  value: Value | undefined;
  options: readonly SelectOption<Value>[];
  onChange: (value: Value | undefined) => void;
}) {
  const { name, all, className, value, options, onChange } = props;
  return (
    <div className={className}>
      <Select<Value | typeof ALL>
        size="sm"
        aria-label={name}
        value={value ?? ALL}
        onValueChange={(next) => onChange(next === ALL ? undefined : (next as Value))}
        options={[{ value: ALL, label: all }, ...options]}
      />
    </div>
  );
}

/** A field for a day. While one is typed the field has none, or one of the year 2: that is no filter yet. */
function Day(props: {
  label: string;
  day: string | undefined;
  onChange: (day: string | undefined) => void;
}) {
  const { label, day = "", onChange } = props;
  const [typed, setTyped] = useState(day);
  const change = (next: string) => {
    setTyped(next);
    if (next === "" || next >= "1000") onChange(next || undefined);
  };
  return (
    <label className="text-muted flex items-center gap-1.5 text-xs">
      {label}
      <Input type="date" size="sm" className="w-34" value={typed} onValueChange={change} />
    </label>
  );
}

function ofHow(choice: HowChoice | undefined): RunFilters {
  const kind = RUN_STARTS.find((one) => one === choice);
  return { how: kind, trigger: kind ? undefined : choice?.slice("trigger:".length) };
}
