"use client";
import type { Problem } from "../../../workflows/core/problems.ts";
import { useEditor } from "../store/editor-context.tsx";
import { triggerField } from "../store/trigger-key.ts";
import { FixButtons } from "./fix-buttons.tsx";

const NONE: readonly Problem[] = [];

/** The remedies of what is wrong with a field of a step or a trigger, or with something in it; `of` is its key on the canvas. */
export function FieldRemedies({ of, field }: { of: string; field: string }) {
  const problems = useEditor((state) => state.problemsByNode.get(of) ?? NONE);
  const own = problems.filter(({ anchor }) =>
    `${triggerField(anchor.field)}.`.startsWith(`${field}.`),
  );
  if (own.length === 0) return null;
  return (
    <div className="mt-1.5 flex flex-wrap gap-1.5 empty:hidden">
      {own.map((problem, index) => (
        <FixButtons key={`${index}-${problem.code}`} problem={problem} />
      ))}
    </div>
  );
}
