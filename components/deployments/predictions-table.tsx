"use client";

import { ChevronRight } from "lucide-react";
import { useState } from "react";
import { Facts } from "../ui/facts.tsx";
import { formatCell, formatPercent, plural } from "../ui/format.ts";
import { Card } from "../ui/card.tsx";
import { EmptyState } from "../ui/empty-state.tsx";
import { Time } from "../ui/time.tsx";
import { latency } from "./latency.ts";
import type { Deployment } from "./types.ts";

type Prediction = Deployment["predictions"][number];

/** The latest answers, each with what was asked a click away. */
export function PredictionsTable({ predictions }: { predictions: readonly Prediction[] }) {
  return (
    <Card title="Recent predictions" flush>
      {predictions.length === 0 ? (
        <EmptyState title="Nobody has asked yet">
          Try the form above, or copy the command below it; each answer appears here within a
          second.
        </EmptyState>
      ) : (
        <ul className="divide-line divide-y">
          {predictions.map((prediction) => (
            <Row key={prediction.id} prediction={prediction} />
          ))}
        </ul>
      )}
    </Card>
  );
}

function Row({ prediction }: { prediction: Prediction }) {
  const [open, setOpen] = useState(false);
  return (
    <li>
      <button
        type="button"
        aria-expanded={open}
        onClick={() => setOpen(!open)}
        className="hover:bg-hover grid h-9 w-full grid-cols-[1rem_minmax(5rem,8rem)_3rem_minmax(0,1fr)_5rem] items-center gap-3 px-4 text-left text-sm"
      >
        <ChevronRight aria-hidden className={`text-muted size-3.5 ${open ? "rotate-90" : ""}`} />
        <Time at={prediction.at} className="text-muted truncate text-xs" />
        <span>v{prediction.version}</span>
        <span className="truncate font-medium">{answerOf(prediction)}</span>
        <span className="text-muted text-right text-xs tabular-nums">
          {latency(prediction.latencyMs)}
        </span>
      </button>
      {open && (
        <div className="grid gap-x-8 gap-y-3 px-11 pt-1 pb-4 lg:grid-cols-2">
          <Facts
            dense
            facts={[
              ["Prediction", <code key="id">{prediction.id}</code>],
              ["Asked by", prediction.key ?? "the form above, or this machine without a key"],
              ["Rows", String(prediction.rows)],
              ...columnsOf(prediction.outputs).map(([name, values]) => [name, values] as const),
            ]}
          />
          <Facts dense facts={columnsOf(prediction.inputs)} />
        </div>
      )}
    </li>
  );
}

function answerOf({ outputs, rows }: Prediction): string {
  if (rows > 1) return plural(rows, "row");
  const columns = new Map(columnsOf(outputs, (list) => list));
  const label = columns.get("label")?.[0];
  const share = Math.max(
    ...(columns.get("probabilities") ?? []).flat().filter((value) => typeof value === "number"),
  );
  if (label !== undefined)
    return Number.isFinite(share)
      ? `${formatCell(label)}, ${formatPercent(share)}`
      : formatCell(label);
  return formatCell((columns.get("prediction") ?? []).flat()[0]);
}

function columnsOf(value: unknown): [string, string][];
function columnsOf<T>(value: unknown, show: (list: unknown[]) => T): [string, T][];
function columnsOf(
  value: unknown,
  show: (list: unknown[]) => unknown = firstFew,
): [string, unknown][] {
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value as Record<string, unknown>).map(([name, data]) => [
    name,
    show(Array.isArray(data) ? data : [data]),
  ]);
}

function firstFew(list: unknown[]): string {
  const shown = list.slice(0, 5).map(formatCell).join(", ");
  return list.length > 5 ? `${shown}, … (${list.length})` : shown;
}
