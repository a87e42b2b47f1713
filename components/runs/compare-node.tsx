import { formatDuration, formatMetric, shortHash } from "../ui/format.ts";
import { Card } from "../ui/card.tsx";
import { StatusLine } from "./status.tsx";
import { SideBySide, Value } from "./compare-tables.tsx";
import { KindIcon } from "./kind-icon.tsx";
import type { Comparison } from "./types.ts";

type Node = Comparison["nodes"][number];

/** Whether anything of the step but its time is not the same in all runs. */
export function differs(node: Node): boolean {
  return new Set(node.status).size > 1 || rowsOf(node).some(({ same }) => !same);
}

/** One step in all the runs: how it went, its settings, what it was given and made, its metrics. */
export function CompareNode({
  node,
  runs,
  onlyDifferent,
}: {
  node: Node;
  runs: Comparison["runs"];
  onlyDifferent: boolean;
}) {
  const rows = rowsOf(node).filter(({ same }) => !onlyDifferent || !same);
  return (
    <Card
      title={
        <span className="flex items-center gap-2">
          <KindIcon kind={node.kind} className="text-muted size-4 shrink-0" />
          <span className="min-w-0">{node.title}</span>
          <code className="text-muted min-w-0 text-xs font-normal">{node.node}</code>
        </span>
      }
      flush
    >
      <SideBySide
        caption={`${node.title}, side by side`}
        runs={runs}
        rows={[
          {
            name: "State",
            same: new Set(node.status).size <= 1,
            cells: node.status.map((status, index) => (
              <span key={index} className="flex flex-wrap gap-x-3">
                <StatusLine status={status ?? "pending"} />
                {node.ms[index] !== null && node.ms[index] !== undefined && (
                  <span className="text-muted text-xs tabular-nums">
                    {formatDuration(node.ms[index])}
                  </span>
                )}
              </span>
            )),
          },
          ...rows,
        ]}
      />
    </Card>
  );
}

function rowsOf({ config, inputs, outputs, metrics }: Node) {
  return [
    ...config.map(({ field, values, same }) => ({
      name: field,
      kind: "setting",
      same,
      cells: values.map((value, index) => <Value key={index} value={value} />),
    })),
    ...inputs.map(({ port, hashes, same }) => ({
      name: port,
      kind: "input",
      same,
      cells: hashes.map((hash, index) => <Hash key={index} hash={hash} />),
    })),
    ...outputs.map(({ port, hashes, same }) => ({
      name: port,
      kind: "output",
      same,
      cells: hashes.map((hash, index) => <Hash key={index} hash={hash} />),
    })),
    ...metrics.map(({ name, values, same }) => ({
      name,
      kind: "metric",
      same,
      numeric: true,
      cells: values.map((value) => formatMetric(value)),
    })),
  ];
}

function Hash({ hash }: { hash: string | null }) {
  if (hash === null) return <span className="text-muted">none</span>;
  return (
    <code className="text-xs" title={hash}>
      {shortHash(hash)}
    </code>
  );
}
