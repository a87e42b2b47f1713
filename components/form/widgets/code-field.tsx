"use client";
import { lazy, Suspense } from "react";
import type { CodeEditorProps } from "./code-editor.tsx";

const CodeEditor = lazy(() => import("./code-editor.tsx"));

/** A code editor, loaded when the first one is shown; until then the text stands there as it is. */
export function CodeField(props: CodeEditorProps) {
  return (
    <Suspense
      fallback={
        <pre
          className={`${props.full ? "pf-code-full" : "pf-code"} px-2 py-1.5 font-mono text-xs whitespace-pre-wrap`}
        >
          {props.value || props.placeholder || " "}
        </pre>
      }
    >
      <CodeEditor {...props} />
    </Suspense>
  );
}
