"use client";
import { useState } from "react";
import { ID_PATTERN } from "../../../workflows/core/document.ts";

/** The id of a step or a trigger. Renaming happens on Enter or on leaving. */
export function IdField({
  id,
  what,
  note,
  taken,
  onRename,
  readOnly,
}: {
  id: string;
  what: "step" | "trigger";
  /** Stands at the right of the id. */
  note: string;
  taken: () => ReadonlySet<string>;
  onRename: (id: string) => void;
  readOnly: boolean;
}) {
  const [typed, setTyped] = useState<string | null>(null);
  const text = typed ?? id;
  const problem = typed === null || typed === id ? null : problemOf(typed);

  function problemOf(next: string): string | null {
    if (!ID_PATTERN.test(next))
      return "Begin with a lower-case letter; then lower-case letters, digits and underscores, 63 at most.";
    return taken().has(next) ? `Another ${what} is called '${next}': choose a different id.` : null;
  }

  function commit() {
    if (typed !== null && typed !== id && problemOf(typed) === null) onRename(typed);
    else setTyped(null);
  }

  return (
    <div className="mt-2">
      <div className="flex items-baseline gap-2 font-mono text-xs">
        <input
          className="pf-quiet min-w-24 flex-1"
          aria-label={`Id of the ${what}`}
          title={`The id by which ${what === "step" ? "wires and expressions name this step" : "the trigger is known in all versions"}`}
          aria-invalid={problem !== null || undefined}
          aria-describedby={problem === null ? undefined : `id-problem-${id}`}
          value={text}
          disabled={readOnly}
          spellCheck={false}
          onChange={(event) => setTyped(event.target.value)}
          onBlur={commit}
          onKeyDown={(event) => {
            if (event.key === "Enter") commit();
            if (event.key === "Escape") setTyped(null);
          }}
        />
        <span className="text-muted min-w-0 truncate">{note}</span>
      </div>
      {problem && (
        <p id={`id-problem-${id}`} className="text-danger mt-1 text-xs">
          {problem}
        </p>
      )}
    </div>
  );
}
