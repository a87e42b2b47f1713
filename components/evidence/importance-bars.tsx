import { useState } from "react";
import { formatPercent, plural } from "../ui/format.ts";

/** Features by their share of the model's importance, largest first. */
export function ImportanceBars({
  importance,
  shown = 12,
}: {
  importance: readonly { feature: string; value: number }[];
  shown?: number;
}) {
  const [all, setAll] = useState(false);
  const sorted = [...importance].sort((a, b) => b.value - a.value);
  const largest = sorted[0]?.value || 1;
  const rows = all ? sorted : sorted.slice(0, shown);
  return (
    <div>
      <table className="w-full text-sm">
        <caption className="sr-only">Importance of each feature as a share of the whole</caption>
        <tbody>
          {rows.map(({ feature, value }) => (
            <tr key={feature}>
              <th
                scope="row"
                className="max-w-44 truncate py-0.5 pr-3 text-left font-normal"
                title={feature}
              >
                {feature}
              </th>
              <td className="w-full py-0.5">
                <div
                  aria-hidden
                  className="bg-chart-1/80 h-2.5 rounded-xs"
                  style={{ width: `${Math.max(0.5, (Math.max(0, value) / largest) * 100)}%` }}
                />
              </td>
              <td className="text-muted py-0.5 pl-3 text-right text-xs whitespace-nowrap tabular-nums">
                {formatPercent(value)}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      {sorted.length > shown && (
        <button
          type="button"
          className="text-muted hover:text-fg mt-1 rounded-xs text-xs hover:underline"
          onClick={() => setAll(!all)}
        >
          {all ? "Show the first only" : `Show all ${plural(sorted.length, "feature")}`}
        </button>
      )}
    </div>
  );
}
