import type { FieldChange } from "../../../workflows/core/diff.ts";
import { formatCell } from "../../evidence/format.ts";

/** Fields that differ: what ran, and what the draft says now. */
export function FieldChanges({ fields }: { fields: readonly FieldChange[] }) {
  return (
    <table className="w-full table-fixed text-xs">
      <thead className="text-muted text-left">
        <tr>
          <th className="pb-1 font-normal">Setting</th>
          <th className="pb-1 font-normal">In this run</th>
          <th className="pb-1 font-normal">Draft now</th>
        </tr>
      </thead>
      <tbody>
        {fields.map(({ path, before, after }) => (
          <tr key={path} className="border-line border-t align-top">
            <td className="py-1 pr-2 break-words">{path.replace(/^config\./, "")}</td>
            <Value value={before} />
            <Value value={after} />
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function Value({ value }: { value: unknown }) {
  return (
    <td className="py-1 pr-2 font-mono break-words">
      {value === undefined ? (
        <span className="text-muted font-sans">not set</span>
      ) : (
        formatCell(value)
      )}
    </td>
  );
}
