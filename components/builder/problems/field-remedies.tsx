"use client";
import type { Problem } from "../../../workflows/core/problems.ts";
import { useEditor } from "../store/editor-context.tsx";
import { FixButtons } from "./fix-buttons.tsx";

const NONE: readonly Problem[] = [];

/** The remedies of what is wrong with a field of a step, or with something in it. */
export function FieldRemedies({ node, field }: { node: string; field: string }) {
  const problems = useEditor((state) => state.problemsByNode.get(node) ?? NONE);
  const own = problems.filter(
    ({ anchor }) => anchor.field === field || anchor.field?.startsWith(`${field}.`) === true,
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
