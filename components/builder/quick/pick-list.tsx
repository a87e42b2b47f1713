"use client";
import { Autocomplete } from "@base-ui/react/autocomplete";
import { Search } from "lucide-react";
import { useMemo, useState, type ReactNode } from "react";
import type { Searchable } from "../../command/rank.ts";
import { ITEM_CLASS } from "../../ui/popup-class.ts";
import { searchGroups } from "../palette/search-groups.ts";

export interface Pick {
  id: string;
  search: Searchable;
  icon?: ReactNode;
  category?: string;
  label: string;
  note?: string;
  onPick: () => void;
}

export interface PickGroup {
  title: string;
  items: Pick[];
}

/** A list to search and pick from, by the pointer or by arrows and Enter; Enter takes the best match. */
export function PickList({
  groups,
  placeholder,
  empty,
}: {
  groups: readonly PickGroup[];
  placeholder: string;
  empty: string;
}) {
  const [query, setQuery] = useState("");
  const found = useMemo(() => searchGroups(groups, query), [groups, query]);
  return (
    <Autocomplete.Root
      inline
      open
      mode="none"
      items={found}
      autoHighlight="always"
      keepHighlight
      value={query}
      onValueChange={(next, { reason }) => {
        if (reason !== "item-press") setQuery(next);
      }}
      itemToStringValue={(item: Pick) => item.label}
    >
      <div className="border-line flex items-center gap-2 border-b px-2.5 py-1">
        <Search aria-hidden className="text-muted size-3.5 shrink-0" />
        <Autocomplete.Input
          className="h-7 w-full bg-transparent text-sm outline-none"
          aria-label={placeholder}
          placeholder={placeholder}
          autoFocus
          spellCheck={false}
        />
      </div>
      <Autocomplete.Empty className="text-muted px-3 text-xs [&:not(:empty)]:py-4">
        {empty}
      </Autocomplete.Empty>
      <Autocomplete.List className="max-h-80 overflow-y-auto p-1">
        {(group: PickGroup) => (
          <Autocomplete.Group key={group.title} items={group.items} className="mb-1">
            <Autocomplete.GroupLabel className="text-muted px-2 py-1 text-2xs font-medium">
              {group.title}
            </Autocomplete.GroupLabel>
            <Autocomplete.Collection>
              {(item: Pick) => (
                <Autocomplete.Item
                  key={item.id}
                  value={item}
                  onClick={item.onPick}
                  className={ITEM_CLASS}
                  data-testid={`pick-${item.id}`}
                  data-category={item.category}
                >
                  {item.icon}
                  <span className="min-w-0 flex-1 truncate">{item.label}</span>
                  {item.note && (
                    <span className="text-muted max-w-[60%] truncate text-xs">{item.note}</span>
                  )}
                </Autocomplete.Item>
              )}
            </Autocomplete.Collection>
          </Autocomplete.Group>
        )}
      </Autocomplete.List>
    </Autocomplete.Root>
  );
}
