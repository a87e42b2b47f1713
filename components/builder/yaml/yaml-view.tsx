"use client";
import { useEffect, useRef, useState } from "react";
import { sameJson } from "../../../workflows/core/json.ts";
import { textOf } from "../../../workflows/core/text/text-of.ts";
import { CodeField } from "../../form/code/code-field.tsx";
import { useEditor, useEditorStore } from "../store/editor-context.tsx";
import { fromText } from "./document-text.ts";

/**
 * The document as text, with the comments and the order of the text that somebody wrote. What is typed takes effect as soon as
 * it is a whole document; until then it says what is amiss.
 */
export function YamlView({ readOnly }: { readOnly: boolean }) {
  const store = useEditorStore();
  const document = useEditor((state) => state.document);
  const [text, setText] = useState(() => textOf(document, store.getState().source));
  const [problem, setProblem] = useState<string | null>(null);
  const own = useRef(document);

  // Undo and the like change the document from outside; then the text follows.
  useEffect(() => {
    if (own.current === document) return;
    own.current = document;
    setText(textOf(document, store.getState().source));
    setProblem(null);
  }, [store, document]);

  function onChange(next: string) {
    setText(next);
    const { name } = store.getState().document;
    const read = fromText(next, name);
    setProblem(read.problems[0]?.message ?? null);
    if (!read.document) return;
    const changed = read.document;
    // Comments are worth keeping even where the document says the same.
    store.getState().setSource(next);
    store.getState().edit((current) => {
      own.current = sameJson(current, changed) ? current : changed;
      return own.current;
    }, "yaml");
  }

  return (
    <div className="bg-surface flex min-h-0 min-w-0 flex-1 flex-col" data-testid="yaml">
      <div className="min-h-0 flex-1">
        <CodeField
          full
          label="The pipeline as YAML"
          language="yaml"
          value={text}
          readOnly={readOnly}
          onChange={onChange}
          check={(current) => fromText(current, store.getState().document.name).problems}
        />
      </div>
      <p
        role="status"
        className={`border-line shrink-0 border-t px-4 py-1.5 text-xs ${problem ? "text-danger" : "text-muted"}`}
      >
        {problem
          ? `Not taken over yet. ${problem}`
          : readOnly
            ? "Read only"
            : "Text and picture are the same thing: what you type here is on the canvas at once."}
      </p>
    </div>
  );
}
