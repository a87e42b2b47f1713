"use client";

import { useQuery } from "@tanstack/react-query";
import { useTRPC } from "../../trpc.tsx";
import { formatCount, formatPercent, plural } from "../../ui/format.ts";
import type { Filter } from "./types.ts";

/** Rows set aside by reason, the most frequent first; a click shows those of a reason alone. */
export function ReasonCounts({
  hash,
  filters,
  onFilter,
}: {
  hash: string;
  filters: readonly Filter[];
  onFilter: (filters: Filter[]) => void;
}) {
  const trpc = useTRPC();
  const { data } = useQuery(trpc.artifacts.reasons.queryOptions({ hash }, { staleTime: Infinity }));
  if (!data || data.kinds.length === 0) return null;
  const isKind = ({ column, op }: Filter) => column === "_reasons" && op === "=";
  const chosen = filters.find(isKind)?.value;
  const others = filters.filter((filter) => !isKind(filter));
  return (
    <section aria-label="Set aside because" className="shrink-0">
      <p className="text-muted mb-1 text-xs">{plural(data.rows, "row")} set aside because</p>
      <ul className="border-line divide-line max-h-36 divide-y overflow-y-auto rounded-md border">
        {data.kinds.map(({ reason, rows }) => {
          const on = chosen === reason;
          return (
            <li key={reason}>
              <button
                type="button"
                aria-pressed={on}
                title={on ? "Show all rows again" : "Show these rows alone"}
                onClick={() =>
                  onFilter(
                    on ? others : [...others, { column: "_reasons", op: "=", value: reason }],
                  )
                }
                className="hover:bg-hover aria-pressed:bg-selected relative flex w-full items-center gap-2 px-2 py-1 text-left text-xs"
              >
                <span
                  aria-hidden
                  className="bg-warn/15 absolute inset-y-0 left-0"
                  style={{ width: `${(rows / data.rows) * 100}%` }}
                />
                <span className="relative min-w-0 flex-1 break-words">{reason}</span>
                <span className="text-muted relative shrink-0 tabular-nums">
                  {formatCount(rows)} · {formatPercent(rows / data.rows, 0)}
                </span>
              </button>
            </li>
          );
        })}
      </ul>
    </section>
  );
}
