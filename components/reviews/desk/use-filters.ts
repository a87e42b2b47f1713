"use client";

import { useRouter, useSearchParams } from "next/navigation";
import { useMe } from "../../shell/use-me.ts";

const VIEWS = ["mine", "others", "closed"] as const;
export type View = (typeof VIEWS)[number];
const SORTS = ["due", "age", "tier"] as const;
type Sort = (typeof SORTS)[number];

interface Filters {
  tab: "queue" | "calendar" | "figures";
  view: View;
  tier: string | null;
  stands: string | null;
  overdue: boolean;
  sort: Sort;
  text: string;
}

/** What the desk shows lives in the address, so that it can be sent to somebody. */
export function useFilters(): Filters & { set: (changes: Record<string, string | null>) => void } {
  const search = useSearchParams();
  const router = useRouter();
  const me = useMe();
  // Who decides nothing begins with what waits for others.
  const own: View = me && !me.rights.includes("reviews.decide") ? "others" : "mine";
  const one = <Value extends string>(name: string, values: readonly Value[], other: Value): Value =>
    values.find((value) => value === search.get(name)) ?? other;
  return {
    tab: one("tab", ["queue", "calendar", "figures"] as const, "queue"),
    view: one("view", VIEWS, own),
    tier: search.get("tier"),
    stands: search.get("stands"),
    overdue: search.get("overdue") === "1",
    sort: one("sort", SORTS, "due"),
    text: search.get("text") ?? "",
    set: (changes) => {
      const next = new URLSearchParams(search);
      for (const [name, value] of Object.entries(changes))
        if (value) next.set(name, value);
        else next.delete(name);
      const query = next.toString();
      router.replace(query ? `/reviews?${query}` : "/reviews", { scroll: false });
    },
  };
}
