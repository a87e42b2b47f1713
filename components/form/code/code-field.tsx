"use client";
import { Maximize2 } from "lucide-react";
import { lazy, Suspense, useState, type ReactNode } from "react";
import { Dialog } from "../../ui/dialog.tsx";
import { IconButton } from "../../ui/icon-button.tsx";
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

/** A code editor in a form, which can be made as large as the window; `below` stands under both. */
export function GrowingCodeField({ below, ...props }: CodeEditorProps & { below?: ReactNode }) {
  const [open, setOpen] = useState(false);
  return (
    <>
      <div className="pf-grow">
        <CodeField {...props} />
        <IconButton
          size="sm"
          className="pf-grow-button size-6!"
          label={`Edit ${props.label} in a larger window`}
          icon={<Maximize2 aria-hidden className="size-3.5!" />}
          onClick={() => setOpen(true)}
        />
      </div>
      {below}
      <Dialog title={props.label} size="lg" open={open} onOpenChange={setOpen}>
        <div className="border-line h-[58vh] overflow-hidden rounded-md border">
          <CodeField {...props} id={undefined} full />
        </div>
        {below}
      </Dialog>
    </>
  );
}
