"use client";
import { CircleAlert, TriangleAlert, X } from "lucide-react";
import { IconButton } from "../ui/icon-button.tsx";
import { useEditor } from "./store/editor-context.tsx";
import { anchorKey, triggerField } from "./store/trigger-key.ts";

/** Everything the compiler says; a click leads to the step or trigger and, where it is one, to the field. */
export function ProblemsPanel({ onClose }: { onClose: () => void }) {
  const problems = useEditor((state) => state.problems);
  const document = useEditor((state) => state.document);
  const jump = useEditor((state) => state.jump);
  const sorted = [...problems].sort(
    (a, b) => Number(a.severity === "warning") - Number(b.severity === "warning"),
  );
  return (
    <section
      aria-label="Problems"
      className="border-line bg-surface flex max-h-56 shrink-0 flex-col border-t"
    >
      <header className="flex items-center justify-between py-1 pr-2 pl-4">
        <h2 className="text-xs font-medium">Problems</h2>
        <IconButton
          size="sm"
          label="Close the problems"
          icon={<X aria-hidden />}
          onClick={onClose}
        />
      </header>
      <ul className="min-h-0 flex-1 overflow-y-auto pb-1">
        {sorted.map(({ code, severity, message, anchor }, index) => (
          <li key={`${index}-${code}`}>
            <button
              type="button"
              className="hover:bg-hover flex w-full items-start gap-2 px-4 py-1.5 text-left text-xs"
              onClick={() => {
                const field = triggerField(anchor.field) || null;
                jump(anchorKey(anchor, document), field?.startsWith("nodes.") ? null : field);
              }}
            >
              {severity === "error" ? (
                <CircleAlert aria-label="Error" className="text-danger size-4 shrink-0" />
              ) : (
                <TriangleAlert aria-label="Warning" className="text-warn size-4 shrink-0" />
              )}
              <span className="min-w-0 flex-1">{message}</span>
              <span className="text-muted shrink-0 font-mono">
                {[anchor.node, anchor.port ?? anchor.field].filter(Boolean).join(".")} {code}
              </span>
            </button>
          </li>
        ))}
        {sorted.length === 0 && (
          <li className="text-muted px-4 py-3 text-xs">No problems: this pipeline can run.</li>
        )}
      </ul>
    </section>
  );
}
