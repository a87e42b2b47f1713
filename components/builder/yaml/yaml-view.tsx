"use client";
import { useCallback, useEffect, useMemo } from "react";
import { CodeField } from "../../form/code/code-field.tsx";
import { Button } from "../../ui/button.tsx";
import { useEditor, useEditorStore } from "../store/editor-context.tsx";
import { countWords } from "./count-words.ts";
import { fromText } from "./document-text.ts";
import { markProblems } from "./mark-problems.ts";
import { takeText, textNow } from "./take-text.ts";

/**
 * The document as text, with the comments and the order of the text that somebody wrote. What is typed takes effect as soon as
 * it is a whole document; until then it stays as it is typed, whatever becomes of the document, and it says what is amiss.
 */
export function YamlView({ readOnly }: { readOnly: boolean }) {
  const store = useEditorStore();
  const document = useEditor((state) => state.document);
  const source = useEditor((state) => state.source);
  const untaken = useEditor((state) => state.untaken);
  const problems = useEditor((state) => state.problems);
  const text = useMemo(() => textNow(document, source), [document, source]);

  // What both have changed may be another field by now, or none.
  useEffect(() => {
    if (readOnly) return;
    const { untaken: open } = store.getState();
    if (open?.clash && open.clash !== document) takeText(store, open.text);
  }, [store, document, readOnly]);

  const check = useCallback(
    (current: string) => {
      const read = fromText(current, store.getState().document.name);
      // What is not taken over is another document than the one whose problems are known.
      return read.document && !store.getState().untaken
        ? markProblems(problems, read.document, read.yaml)
        : read.problems;
    },
    [store, problems],
  );

  return (
    <div className="bg-surface flex min-h-0 min-w-0 flex-1 flex-col" data-testid="yaml">
      <div className="min-h-0 flex-1">
        <CodeField
          full
          label="The pipeline as YAML"
          language="yaml"
          value={untaken?.text ?? text}
          readOnly={readOnly}
          onChange={(next) => takeText(store, next)}
          check={check}
        />
      </div>
      <div className="border-line flex min-h-8 shrink-0 items-center gap-2 border-t px-4 py-1 text-xs">
        <p role="status" className={`min-w-0 flex-1 ${untaken ? "text-danger" : "text-muted"}`}>
          {untaken
            ? `Not taken over yet. ${untaken.problem}`
            : readOnly
              ? "Read only"
              : "Text and picture are the same thing: what you type here is on the canvas at once."}
          {!untaken && problems.length > 0 && (
            <span className="text-fg"> {countWords(problems)} marked in the text.</span>
          )}
          {untaken && !untaken.clash && untaken.on !== document && (
            <span className="text-fg">
              {" "}
              The document has changed meanwhile: both come together once the text is right.
            </span>
          )}
        </p>
        {!readOnly && untaken?.clash && (
          <Button size="sm" onClick={() => takeText(store, untaken.text, { mine: true })}>
            Keep mine
          </Button>
        )}
        {!readOnly && untaken && (
          <Button size="sm" onClick={() => store.getState().setUntaken(null)}>
            Take the document's text
          </Button>
        )}
      </div>
    </div>
  );
}
