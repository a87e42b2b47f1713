import type { ColumnProfile, Profile } from "../../workflows/core/contents/profile.ts";
import { formatCell, formatCount, formatNumber, formatPercent, plural } from "../ui/format.ts";
import { Spread } from "./table/spread.tsx";

/** One row a column: how full it is, how its values spread, and which are the most frequent. */
export function ProfileView({ profile }: { profile: Profile }) {
  const { sampledEvery: every = 1, columns } = profile;
  const { columnCount = columns.length } = profile;
  return (
    <div>
      <p className="text-muted mb-1.5 text-xs">
        {plural(profile.rows, "row")}, {plural(columnCount, "column")}
        {columnCount > columns.length && `; the first ${formatCount(columns.length)} are profiled`}
      </p>
      <div className="border-line max-h-[32rem] overflow-auto rounded-md border" tabIndex={0}>
        <table className="w-full border-separate border-spacing-0 text-xs">
          <thead>
            <tr>
              {["Column", "Missing", "Distinct", "Spread", "Range, mean", "Most frequent"].map(
                (title) => (
                  <th
                    key={title}
                    scope="col"
                    className="bg-surface border-line sticky top-0 border-b px-2 py-1.5 text-left font-medium whitespace-nowrap"
                  >
                    {title}
                  </th>
                ),
              )}
            </tr>
          </thead>
          <tbody className="tabular-nums">
            {columns.map((column) => (
              <Row key={column.name} column={column} rows={profile.rows} every={every} />
            ))}
          </tbody>
        </table>
      </div>
      {every > 1 && (
        <p className="text-muted mt-1.5 text-2xs">
          Spread and most frequent values are those of one row in {formatCount(every)}; distinct
          values are estimated. The other figures are of all rows.
        </p>
      )}
    </div>
  );
}

function Row({ column, rows, every }: { column: ColumnProfile; rows: number; every: number }) {
  const missing = rows > 0 ? column.nulls / rows : 0;
  const numeric = typeof column.mean === "number";
  return (
    <tr className="hover:bg-hover">
      <th scope="row" className="px-2 py-1 text-left font-medium whitespace-nowrap">
        {column.name}
        <span className="text-muted block text-2xs font-normal">{column.type.toLowerCase()}</span>
      </th>
      <td className={`px-2 py-1 ${missing > 0 ? "text-warn" : "text-muted"}`}>
        {missing > 0 ? `${formatCount(column.nulls)} (${formatPercent(missing)})` : "none"}
      </td>
      <td className="px-2 py-1">{formatCount(column.distinct)}</td>
      <td className="px-2 py-1">
        {rows > 0 && <Spread column={column} width={100} height={20} every={every} />}
      </td>
      <td className="px-2 py-1 whitespace-nowrap">
        {numeric
          ? `${formatCell(column.min)} to ${formatCell(column.max)}, ${formatNumber(column.mean)}`
          : "–"}
      </td>
      <td className="text-muted max-w-64 truncate px-2 py-1">
        {column.top
          .slice(0, 3)
          .map(({ value, count }) => `${formatCell(value)} (${formatCount(count)})`)
          .join(", ")}
      </td>
    </tr>
  );
}
