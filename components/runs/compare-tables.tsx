import { X } from "lucide-react";
import Link from "next/link";
import type { ReactNode } from "react";
import { dateTime, formatCell, formatDuration, shortHash } from "../ui/format.ts";
import { Card } from "../ui/card.tsx";
import { IconButton } from "../ui/icon-button.tsx";
import { StatusBadge } from "../ui/status-badge.tsx";
import { Table, Td, Th } from "../ui/table.tsx";
import type { Comparison } from "./types.ts";

type Runs = Comparison["runs"];

/** The runs that are compared, one a column. */
export function CompareRuns({
  comparison: { runs, samePlan },
  onRemove,
}: {
  comparison: Comparison;
  onRemove: (id: string) => void;
}) {
  const facts: [string, (run: Runs[number]) => ReactNode][] = [
    ["State", (run) => <StatusBadge status={run.status} />],
    ["Version", (run) => (run.version === null ? "draft or file" : `version ${run.version}`)],
    ["Created", (run) => dateTime(run.createdAt)],
    ["Time", (run) => (run.ms === null ? "–" : formatDuration(run.ms))],
    [
      "Plan",
      (run) => (
        <code className="text-xs" title={run.planHash}>
          {shortHash(run.planHash)}
        </code>
      ),
    ],
    ["Build", (run) => <code className="text-xs">{run.build ?? "not known"}</code>],
  ];
  return (
    <Card
      title="Runs"
      description={samePlan ? "All ran the same plan." : "They ran different plans."}
      flush
    >
      <Table caption="The runs">
        <thead>
          <tr>
            <Th className="w-48">
              <span className="sr-only">Fact</span>
            </Th>
            {runs.map((run) => (
              <Th key={run.id} className="max-w-96">
                <span className="flex items-center gap-1 whitespace-normal">
                  <Link
                    href={`/runs/${run.id}`}
                    className="text-accent min-w-40 wrap-anywhere hover:underline"
                  >
                    {run.name} <code className="whitespace-nowrap">{run.id}</code>
                  </Link>
                  <IconButton
                    size="sm"
                    label={`Take out ${run.id}`}
                    icon={<X aria-hidden />}
                    onClick={() => onRemove(run.id)}
                  />
                </span>
              </Th>
            ))}
          </tr>
        </thead>
        <tbody>
          {facts.map(([name, value]) => (
            <tr key={name}>
              <Td className="text-muted">{name}</Td>
              {runs.map((run) => (
                <Td key={run.id}>{value(run)}</Td>
              ))}
            </tr>
          ))}
        </tbody>
      </Table>
    </Card>
  );
}

export function CompareParams({
  comparison: { runs, params },
  onlyDifferent,
}: {
  comparison: Comparison;
  onlyDifferent: boolean;
}) {
  const rows = params.filter(({ same }) => !onlyDifferent || !same);
  return (
    <Card title="Params" flush={rows.length > 0}>
      {rows.length === 0 ? (
        <p className="text-muted text-sm">
          {params.length === 0 ? "These runs have no params." : "The params are the same."}
        </p>
      ) : (
        <SideBySide
          caption="Params side by side"
          runs={runs}
          rows={rows.map(({ name, values, same }) => ({
            name,
            same,
            cells: values.map((value) => <Value key="v" value={value} />),
          }))}
        />
      )}
    </Card>
  );
}

interface SideBySideRow {
  name: string;
  /** A word for the row's kind, when several kinds share the table. */
  kind?: string;
  same: boolean;
  /** In the order of the runs. */
  cells: readonly ReactNode[];
  numeric?: boolean;
}

/** One row a thing, one column a run; a row that differs says so by word and by its weight. */
export function SideBySide({
  caption,
  runs,
  rows,
}: {
  caption: string;
  runs: Runs;
  rows: readonly SideBySideRow[];
}) {
  return (
    <Table caption={caption}>
      <thead>
        <tr>
          <Th className="w-48">Name</Th>
          <Th className="w-24">
            <span className="sr-only">Same or different</span>
          </Th>
          {runs.map(({ id }) => (
            <Th key={id}>
              <code>{id}</code>
            </Th>
          ))}
        </tr>
      </thead>
      <tbody>
        {rows.map(({ name, kind, same, cells, numeric }) => (
          <tr key={`${kind ?? ""} ${name}`}>
            <Td className="min-w-32 wrap-anywhere">
              {name}
              {kind && <span className="text-muted block text-2xs">{kind}</span>}
            </Td>
            <Td className={same ? "text-muted text-xs" : "text-warn text-xs font-medium"}>
              {same ? "same" : "different"}
            </Td>
            {cells.map((cell, index) => (
              <Td
                key={runs[index]?.id}
                className={`max-w-96 min-w-40 wrap-anywhere ${numeric ? "tabular-nums" : ""} ${same ? "text-muted" : ""}`}
              >
                {cell}
              </Td>
            ))}
          </tr>
        ))}
      </tbody>
    </Table>
  );
}

/** A value of a setting or param; a long text scrolls. */
export function Value({ value }: { value: unknown }) {
  if (value === null || value === undefined) return <span className="text-muted">not set</span>;
  const text = typeof value === "object" ? JSON.stringify(value, null, 2) : formatCell(value);
  return text.includes("\n") || text.length > 200 ? (
    <pre
      tabIndex={0}
      className="bg-sunken border-line max-h-48 overflow-auto rounded-md border p-2 font-mono text-xs"
    >
      {text}
    </pre>
  ) : (
    <code className="text-xs wrap-anywhere">{text}</code>
  );
}
