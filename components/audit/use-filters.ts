"use client";

import { useSearchParams } from "next/navigation";

const FILTERS = [
  "text",
  "actor",
  "role",
  "action",
  "entity",
  "entityId",
  "source",
  "from",
  "to",
] as const;
type FilterName = (typeof FILTERS)[number];
type Filters = Partial<Record<FilterName, string>>;

/** What the record is narrowed down to lives in the address, so that it can be sent to somebody. */
export function useFilters() {
  const search = useSearchParams();
  const filters: Filters = {};
  for (const name of FILTERS) {
    const value = search.get(name);
    if (value) filters[name] = value;
  }
  return {
    filters,
    set: (changed: Partial<Record<FilterName, string | null>>) => go({ ...filters, ...changed }),
    clear: () => go({}),
  };
}

/** The page with these filters. */
export function auditHref(filters: Partial<Record<FilterName, string | null>>): string {
  const query = queryOf(filters);
  return query ? `/audit?${query}` : "/audit";
}

export function queryOf(filters: Partial<Record<FilterName, string | null>>): string {
  const query = new URLSearchParams();
  for (const name of FILTERS) {
    const value = filters[name];
    if (value) query.set(name, value);
  }
  return query.toString();
}

// Nothing of the page comes from the server but the list, which asks for itself.
function go(filters: Partial<Record<FilterName, string | null>>): void {
  window.history.pushState(null, "", auditHref(filters));
}
