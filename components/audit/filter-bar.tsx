"use client";

import { useQuery } from "@tanstack/react-query";
import { groupBy } from "../ui/group-by.ts";
import { useTRPC } from "../trpc.tsx";
import { Button } from "../ui/button.tsx";
import { cx } from "../ui/cx.ts";
import { SearchField } from "../ui/search-field.tsx";
import { DateChip } from "./date-chip.tsx";
import { CHIP_CLASS, CHIP_ON, FilterChip, Leave } from "./filter-chip.tsx";
import { useFilters } from "./use-filters.ts";
import { sentenceCase } from "../ui/format.ts";
import { actionWords, plain } from "./words.ts";

/** What the record is narrowed down by: words of a reason, and a chip for everything else. */
export function FilterBar() {
  const trpc = useTRPC();
  const { filters, set, clear } = useFilters();
  const { data } = useQuery(trpc.audit.facets.queryOptions(undefined, { staleTime: 60_000 }));
  const { actors = [], roles = [], actions = [], entities = [], sources = [] } = data ?? {};
  const any = Object.keys(filters).length > 0;
  return (
    <div role="search" aria-label="Filters" className="mb-3 flex flex-wrap items-center gap-2">
      <SearchField
        label="Words of a reason"
        className="w-56"
        value={filters.text ?? ""}
        onChange={(text) => set({ text })}
      />
      <FilterChip
        name="Who"
        options={actors.map(({ id, name }) => ({ value: id, label: name }))}
        value={filters.actor}
        onChange={(actor) => set({ actor })}
      />
      <FilterChip
        name="As"
        options={roles.map((role) => ({ value: role, label: sentenceCase(role) }))}
        value={filters.role}
        onChange={(role) => set({ role })}
      />
      <FilterChip
        name="Did"
        options={actionOptions(actions)}
        value={filters.action}
        onChange={(action) => set({ action })}
      />
      <FilterChip
        name="To"
        options={entities.map((entity) => ({ value: entity, label: sentenceCase(plain(entity)) }))}
        value={filters.entity}
        onChange={(entity) => set({ entity, entityId: null })}
      />
      {filters.entityId && (
        <span className="inline-flex items-center">
          <span className={cx(CHIP_CLASS, CHIP_ON, "rounded-r-none pr-1")}>
            <span className="truncate">
              Only <code>{filters.entityId}</code>
            </span>
          </span>
          <Leave name="Only" onLeave={() => set({ entityId: null })} />
        </span>
      )}
      {(sources.length > 0 || filters.source) && (
        <FilterChip
          name="From where"
          options={sources.map((source) => ({ value: source, label: source }))}
          value={filters.source}
          onChange={(source) => set({ source })}
        />
      )}
      <DateChip from={filters.from} to={filters.to} onChange={set} />
      {any && (
        <Button size="sm" variant="ghost" onClick={clear}>
          Clear all
        </Button>
      )}
    </div>
  );
}

/** Each action, and before those of one kind all of them together. */
function actionOptions(actions: readonly string[]) {
  const kinds = groupBy(actions, (action) => action.slice(0, action.indexOf(".") + 1));
  return [...kinds].flatMap(([kind, all]) => {
    const of = plain(kind.slice(0, -1));
    return [
      ...(all.length > 1 ? [{ value: kind, label: `All about ${of}`, hint: `${kind}*` }] : []),
      ...all.map((action) => {
        const { refused, said } = actionWords(action);
        return {
          value: action,
          label: refused ? `Refused to ${said} ${of}` : `${said} ${of}`,
          hint: action,
        };
      }),
    ];
  });
}
