import { isPlainObject } from "../../../workflows/core/json.ts";

/** A value of a document, to be compared with another by eye. */
export function ValueText({ value }: { value: unknown }) {
  if (value === undefined) return <span className="text-muted text-xs">Not set</span>;
  return (
    <pre
      className="max-h-40 overflow-auto font-mono text-xs break-words whitespace-pre-wrap"
      tabIndex={0}
    >
      {isPlainObject(value) || Array.isArray(value)
        ? JSON.stringify(value, null, 2)
        : String(value) || "Empty"}
    </pre>
  );
}
