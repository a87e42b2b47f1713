import type { ItemResult } from "../../workflows/core/step-context.ts";
import { StatusBadge } from "../ui/status-badge.tsx";
import { artifactSummary } from "./artifact-summary.ts";
import { formatCount, plural } from "../ui/format.ts";

const MOST = 200;

/** What the items of a map gave, in their order. */
export function ItemList({ items }: { items: readonly ItemResult[] }) {
  const gave = items.filter(({ output }) => output).length;
  return (
    <div className="flex min-h-0 flex-col gap-1.5">
      <p className="text-muted text-xs">
        {plural(items.length, "item")}, {formatCount(gave)} of them gave something
        {items.length > MOST && `; the first ${MOST} are listed`}.
      </p>
      <ul className="border-line divide-line divide-y rounded-md border text-xs">
        {items.slice(0, MOST).map(({ index, status, error, output }) => (
          <li key={index} className="flex items-center gap-2 px-2 py-1">
            <span className="text-muted w-14 shrink-0 tabular-nums">Item {index}</span>
            <StatusBadge status={status} />
            <span className="min-w-0 flex-1 truncate" title={error ?? undefined}>
              {output ? `${output.type} ${artifactSummary(output)}` : (error ?? "gave nothing")}
            </span>
          </li>
        ))}
      </ul>
    </div>
  );
}
