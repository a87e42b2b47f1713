import type { Evaluation } from "../../workflows/core/contents/evaluation.ts";
import { formatCount, formatPercent } from "../ui/format.ts";
import { Sideways } from "../ui/sideways.tsx";

/** Rows are what was true, columns what was predicted; the shade is the share of the row. */
export function ConfusionMatrix({
  confusion,
}: {
  confusion: NonNullable<Evaluation["confusion"]>;
}) {
  const { labels, matrix } = confusion;
  return (
    <figure className="min-w-0">
      <figcaption className="mb-1 flex min-h-6 items-center gap-3 text-sm font-medium">
        Confusion matrix
        <span className="text-muted text-xs font-normal">shade: share of the row</span>
      </figcaption>
      <Sideways>
        <table className="text-sm tabular-nums">
          <thead className="text-muted text-xs">
            <tr>
              <th scope="col" className="pr-3 text-left font-medium">
                Actual ↓ Predicted →
              </th>
              {labels.map((label) => (
                <th key={label} scope="col" className="px-3 py-1 font-medium">
                  {label}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {labels.map((label, row) => {
              const counts = matrix[row] ?? [];
              const total = counts.reduce((sum, count) => sum + count, 0) || 1;
              return (
                <tr key={label}>
                  <th scope="row" className="text-muted pr-3 text-left text-xs font-medium">
                    {label}
                  </th>
                  {counts.map((count, column) => (
                    <td key={column} className="p-0.5">
                      <div
                        className="relative min-w-20 rounded-sm px-3 py-2 text-center"
                        style={{
                          background: `color-mix(in oklab, var(--color-${row === column ? "ok" : "danger"}) ${Math.round((count / total) * 30)}%, transparent)`,
                        }}
                      >
                        <div className="font-medium">{formatCount(count)}</div>
                        <div className="text-xs">{formatPercent(count / total)}</div>
                      </div>
                    </td>
                  ))}
                </tr>
              );
            })}
          </tbody>
        </table>
      </Sideways>
    </figure>
  );
}
