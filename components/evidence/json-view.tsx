import type { ReactNode } from "react";
import { isPlainObject } from "../../workflows/core/json.ts";
import { Sideways } from "../ui/sideways.tsx";
import { Table, Td, Th } from "../ui/table.tsx";
import { Facts } from "../ui/facts.tsx";
import { formatCount } from "../ui/format.ts";
import { isPlain, plainText, tableOf } from "./json-table.ts";

/** Rows shown of a list, and how deep objects are shown in objects: the rest is in the JSON. */
const MOST_ROWS = 100;
const DEEPEST = 3;

/** JSON that has no picture of its own: objects fact by fact, lists as tables, and the text itself a click away. */
export function JsonView({ value }: { value: unknown }) {
  const isDrawn = isPlainObject(value) ? Object.keys(value).length > 0 : tableOf(value) !== null;
  if (!isDrawn) return <JsonText value={value} />;
  return (
    <div className="flex flex-col gap-3">
      {shown(value, 0)}
      <details>
        <summary className="text-muted hover:text-fg w-fit cursor-pointer rounded-xs text-xs">
          As JSON
        </summary>
        <JsonText value={value} />
      </details>
    </div>
  );
}

function shown(value: unknown, depth: number): ReactNode {
  if (isPlain(value)) return plainText(value);
  const table = tableOf(value);
  if (table) return <JsonTable {...table} />;
  if (!isPlainObject(value) || depth === DEEPEST) return <JsonText value={value} />;
  return (
    <Facts
      dense
      facts={Object.entries(value).map(([name, one]) => [name, shown(one, depth + 1)] as const)}
    />
  );
}

function JsonTable({ columns, rows }: { columns: string[]; rows: string[][] }) {
  return (
    <Sideways>
      <Table caption="Entries" className="text-xs">
        <thead>
          <tr>
            {columns.map((column) => (
              <Th key={column}>{column}</Th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.slice(0, MOST_ROWS).map((row, index) => (
            <tr key={index}>
              {row.map((cell, place) => (
                <Td key={columns[place]}>{cell}</Td>
              ))}
            </tr>
          ))}
        </tbody>
      </Table>
      {rows.length > MOST_ROWS && (
        <p className="text-muted pt-1 text-xs">
          The first {MOST_ROWS} of {formatCount(rows.length)}.
        </p>
      )}
    </Sideways>
  );
}

function JsonText({ value }: { value: unknown }) {
  return (
    <pre
      className="border-line bg-sunken max-h-96 overflow-auto rounded-md border p-3 font-mono text-xs leading-relaxed"
      tabIndex={0}
    >
      {JSON.stringify(value, null, 2)}
    </pre>
  );
}
