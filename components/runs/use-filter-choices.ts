"use client";

import { useQuery } from "@tanstack/react-query";
import { usePeople } from "../shell/use-people.ts";
import { useTRPC } from "../trpc.tsx";
import type { SelectOption } from "../ui/select.tsx";
import { called } from "../triggers/called.ts";
import { RUN_STARTS, type RunStart } from "../../workflows/core/run-trigger.ts";
import { HOW_WORDS, type RunFilters } from "./run-filters.ts";

/** A kind of start, or a trigger by its id. */
export type HowChoice = RunStart | `trigger:${string}`;

export interface FilterChoices {
  pipelines: readonly string[];
  hows: readonly SelectOption<HowChoice>[];
  people: readonly SelectOption<string>[];
}

/** What of these is chosen; a trigger goes before its kind. */
export function howChoice({ how, trigger }: RunFilters): HowChoice | undefined {
  return trigger ? `trigger:${trigger}` : how;
}

const MOST = 200;

/** What the list of runs can be narrowed down to; what it is narrowed down to is there too, whatever became of it. */
export function useFilterChoices({ pipeline, trigger, startedBy }: RunFilters): FilterChoices {
  const trpc = useTRPC();
  const pipelines = useQuery(trpc.pipelines.list.queryOptions({ limit: MOST }));
  const archived = useQuery(trpc.pipelines.list.queryOptions({ limit: MOST, archived: true }));
  const triggers = useQuery(trpc.triggers.list.queryOptions({ limit: MOST, pipeline }));
  const names = new Set(
    [pipelines, archived].flatMap(({ data }) => data?.items.map(({ name }) => name) ?? []),
  );
  if (pipeline) names.add(pipeline);
  const hows: SelectOption<HowChoice>[] = [
    ...RUN_STARTS.map((value) => ({ value, label: HOW_WORDS[value] })),
    ...(triggers.data?.items ?? []).map((one) => ({
      value: `trigger:${one.id}` as const,
      label: called(one),
      hint: `Trigger of ${one.pipeline}`,
    })),
  ];
  const people = usePeople().map(({ id, name }) => ({ value: id, label: name }));
  return {
    pipelines: [...names],
    hows: withChosen(hows, trigger && `trigger:${trigger}`, `Trigger ${trigger}`),
    people: withChosen(people, startedBy, startedBy ?? ""),
  };
}

function withChosen<Value extends string>(
  options: readonly SelectOption<Value>[],
  value: Value | "" | undefined,
  label: string,
): readonly SelectOption<Value>[] {
  const missing = value && !options.some((option) => option.value === value);
  return missing ? [...options, { value, label }] : options;
}
