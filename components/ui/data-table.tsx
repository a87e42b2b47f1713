import { formatCell } from "./format.ts";

export interface TableColumn {
  name: string;
  type: string;
}

/** Rows of a dataset. Numbers are set to the right; a missing value says so and cannot be mistaken for text. */
export function DataTable({
  columns,
  rows,
  offset = 0,
}: {
  columns: readonly TableColumn[];
  rows: readonly (readonly unknown[])[];
  offset?: number;
}) {
  return (
    <table className="min-w-full border-separate border-spacing-0 text-xs">
      <thead>
        <tr>
          <th
            scope="col"
            className="bg-surface border-line text-muted sticky top-0 left-0 z-20 border-r border-b px-2 py-1 text-right font-normal"
          >
            <span className="sr-only">Row</span>
          </th>
          {columns.map(({ name, type }) => (
            <th
              key={name}
              scope="col"
              className={`bg-surface border-line sticky top-0 z-10 border-b px-2 py-1 font-medium whitespace-nowrap ${isNumeric(type) ? "text-right" : "text-left"}`}
            >
              {name === "_reasons" ? "Set aside because" : name}
              <span className="text-muted block text-2xs font-normal">
                {name === "_reasons" ? "list" : type.toLowerCase()}
              </span>
            </th>
          ))}
        </tr>
      </thead>
      <tbody className="tabular-nums">
        {rows.map((row, index) => (
          <tr key={index} className="hover:bg-hover">
            <th
              scope="row"
              className="bg-surface border-line text-muted sticky left-0 border-r px-2 py-0.5 text-right font-normal"
            >
              {offset + index + 1}
            </th>
            {columns.map(({ name, type }, place) => (
              <td
                key={name}
                className={`max-w-80 truncate px-2 py-0.5 whitespace-nowrap ${isNumeric(type) ? "text-right" : ""}`}
                title={titleOf(row[place])}
              >
                <Cell column={name} value={row[place]} />
              </td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function Cell({ column, value }: { column: string; value: unknown }) {
  if (value === null || value === undefined)
    return <span className="text-muted italic">missing</span>;
  if (value === "") return <span className="text-muted italic">empty text</span>;
  if (column === "_reasons" && Array.isArray(value)) return <>{value.map(String).join("; ")}</>;
  return <>{formatCell(value)}</>;
}

function titleOf(value: unknown): string | undefined {
  const text = Array.isArray(value) ? value.map(String).join("\n") : formatCell(value);
  return text.length > 24 ? text : undefined;
}

function isNumeric(type: string): boolean {
  return /^(U?(TINY|SMALL|BIG|HUGE)?INT|INTEGER|U?INT\d*|DOUBLE|FLOAT|REAL|DECIMAL|NUMBER)/i.test(
    type,
  );
}
