"use client";

import { useSearchParams } from "next/navigation";
import { useCallback, useMemo } from "react";
import { STEP_TABS, type StepTab } from "./step-tabs.tsx";

/** What of a run is looked at: a step and its tab; in a map one item, and one of the steps inside it. */
export interface Chosen {
  step: string | null;
  tab: StepTab | null;
  item: number | null;
  inner: string | null;
}

const NOTHING: Chosen = { step: null, tab: null, item: null, inner: null };

/** The chosen place, kept in the address so that a link leads to what one sees. */
export function useChosen(): [Chosen, (next: Partial<Chosen>) => void] {
  const search = useSearchParams();
  const chosen = useMemo<Chosen>(() => {
    const tab = search.get("tab");
    const item = search.get("item");
    return {
      step: search.get("step"),
      tab: STEP_TABS.find((name) => name === tab) ?? null,
      item: item !== null && /^\d{1,7}$/.test(item) ? Number(item) : null,
      inner: search.get("inner"),
    };
  }, [search]);
  const choose = useCallback((next: Partial<Chosen>) => {
    const address = new URL(window.location.href);
    address.search = "";
    for (const [name, value] of Object.entries({ ...NOTHING, ...next }))
      if (value !== null) address.searchParams.set(name, String(value));
    window.history.replaceState(null, "", address);
  }, []);
  return [chosen, choose];
}
