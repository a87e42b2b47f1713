"use client";

import type { inferRouterOutputs } from "@trpc/server";
import type { AppRouter } from "../../../server/router.ts";
import { cx } from "../../ui/cx.ts";
import { SearchField } from "../../ui/search-field.tsx";
import { SegmentedControl } from "../../ui/segmented-control.tsx";
import { Select } from "../../ui/select.tsx";
import { FUNCTION_WORDS, TIER_WORDS } from "../words.ts";
import type { useFilters, View } from "./use-filters.ts";

const ALL = "all";

export function QueueFilters({
  filters,
  counts,
}: {
  filters: ReturnType<typeof useFilters>;
  counts: inferRouterOutputs<AppRouter>["desk"]["counts"] | undefined;
}) {
  const { view, tier, stands, overdue, sort, text, set } = filters;
  return (
    <div className="flex flex-wrap items-center gap-2">
      <SegmentedControl<View>
        label="Which reviews"
        value={view}
        onValueChange={(next) => set({ view: next })}
        options={[
          { value: "mine", label: <Counted word="For you" count={counts?.mine} /> },
          { value: "others", label: <Counted word="For others" count={counts?.others} /> },
          { value: "closed", label: "Closed" },
        ]}
      />
      <SearchField
        label="Find a review"
        placeholder="Model or title"
        className="w-48"
        value={text}
        onChange={(typed) => set({ text: typed || null })}
      />
      <div className="w-36">
        <Select
          size="sm"
          aria-label="Risk tier"
          value={tier ?? ALL}
          onValueChange={(next) => set({ tier: next === ALL ? null : next })}
          options={[{ value: ALL, label: "All tiers" }, ...options(TIER_WORDS)]}
        />
      </div>
      {view !== "closed" && (
        <>
          <div className="w-40">
            <Select
              size="sm"
              aria-label="Waits for"
              value={stands ?? ALL}
              onValueChange={(next) => set({ stands: next === ALL ? null : next })}
              options={[{ value: ALL, label: "All functions" }, ...options(FUNCTION_WORDS)]}
            />
          </div>
          <button
            type="button"
            aria-pressed={overdue}
            onClick={() => set({ overdue: overdue ? null : "1" })}
            className={cx(
              "h-7 rounded-md border px-2.5 text-xs font-medium",
              overdue
                ? "bg-danger-soft text-danger border-transparent"
                : "border-line text-muted hover:bg-hover hover:text-fg",
            )}
          >
            Overdue{counts && counts.overdue > 0 ? ` (${counts.overdue})` : ""}
          </button>
          <div className="ml-auto w-40">
            <Select
              size="sm"
              aria-label="In the order of"
              value={sort}
              onValueChange={(next) => set({ sort: next === "due" ? null : next })}
              options={[
                { value: "due", label: "Due first" },
                { value: "age", label: "Oldest first" },
                { value: "tier", label: "Riskiest first" },
              ]}
            />
          </div>
        </>
      )}
    </div>
  );
}

function Counted({ word, count }: { word: string; count: number | undefined }) {
  return (
    <>
      {word}
      {count !== undefined && <span className="text-muted tabular-nums">{count}</span>}
    </>
  );
}

function options(words: Record<string, string>) {
  return Object.entries(words).map(([value, label]) => ({ value, label }));
}
