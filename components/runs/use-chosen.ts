"use client";

import { useSearchParams } from "next/navigation";
import { useMemo } from "react";
import { STEP_TABS, type StepTab } from "./step-tabs.tsx";

/** What of a run is looked at: a step and its tab; in a map one item, and one of the steps inside it. */
export interface Chosen {
  step: string | null;
  tab: StepTab | null;
  item: number | null;
  inner: string | null;
}

const NOTHING: Chosen = { step: null, tab: null, item: null, inner: null };

/** What of it the browser's history tells apart. */
const PLACE = ["step", "item", "inner"] as const;

/** The chosen place, kept in the address so that a link leads to what one sees. */
export function useChosen(): Chosen {
  const search = useSearchParams();
  return useMemo<Chosen>(() => {
    const tab = search.get("tab");
    const item = search.get("item");
    return {
      step: search.get("step"),
      tab: STEP_TABS.find((name) => name === tab) ?? null,
      item: item !== null && /^\d{1,7}$/.test(item) ? Number(item) : null,
      inner: search.get("inner"),
    };
  }, [search]);
}

/** Goes there; the browser's Back leads to the step or the item before. A tab is no place of its own. */
export function choose(next: Partial<Chosen>): void {
  const address = new URL(window.location.href);
  const before = new URLSearchParams(address.search);
  address.search = "";
  for (const [name, value] of Object.entries({ ...NOTHING, ...next }))
    if (value !== null) address.searchParams.set(name, String(value));
  const moved = PLACE.some((name) => before.get(name) !== address.searchParams.get(name));
  if (moved) window.history.pushState(null, "", address);
  else if (address.href !== window.location.href) window.history.replaceState(null, "", address);
}
