"use client";
import { useState } from "react";
import { ID_PATTERN } from "../../../workflows/core/document.ts";
import { nodeIds, renameNode } from "../store/edits.ts";
import { useEditorStore } from "../store/editor-context.tsx";

/** A step's id, by which wires and expressions name it. Renaming takes them along; it happens on Enter or on leaving. */
export function IdField({ id, kind, readOnly }: { id: string; kind: string; readOnly: boolean }) {
  const store = useEditorStore();
  const [typed, setTyped] = useState<string | null>(null);
  const text = typed ?? id;
  const problem = typed === null || typed === id ? null : problemOf(typed);

  function problemOf(next: string): string | null {
    if (!ID_PATTERN.test(next))
      return "Begin with a lower-case letter; then lower-case letters, digits and underscores, 63 at most.";
    return nodeIds(store.getState().document).has(next)
      ? `Another step is called '${next}': choose a different id.`
      : null;
  }

  function commit() {
    if (typed === null || typed === id || problemOf(typed) !== null) return setTyped(null);
    const { edit, select } = store.getState();
    edit((document) => renameNode(document, id, typed));
    select({ nodes: [typed] });
  }

  return (
    <div className="mt-2">
      <div className="flex items-baseline gap-2 font-mono text-xs">
        <input
          className="pf-quiet w-40"
          aria-label="Id of the step"
          title="The id by which wires and expressions name this step"
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
        <span className="text-muted ml-auto truncate">{kind}</span>
      </div>
      {problem && (
        <p id={`id-problem-${id}`} className="text-danger mt-1 text-xs">
          {problem}
        </p>
      )}
    </div>
  );
}
