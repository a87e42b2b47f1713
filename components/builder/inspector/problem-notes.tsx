import type { Problem } from "../../../workflows/core/problems.ts";
import { FixButtons } from "../problems/fix-buttons.tsx";
import { ProblemIcon } from "../problems/problem-icon.tsx";

/** Problems that belong to no field of the form. */
export function ProblemNotes({ problems, of }: { problems: readonly Problem[]; of: string }) {
  if (problems.length === 0) return null;
  return (
    <ul className="flex flex-col gap-1.5" aria-label={`Problems of this ${of}`}>
      {problems.map((problem, index) => (
        <li
          key={`${problem.code}-${index}`}
          className={`flex gap-2 rounded-md px-2.5 py-2 text-xs ${problem.severity === "error" ? "bg-danger-soft" : "bg-warn-soft"}`}
        >
          <ProblemIcon severity={problem.severity} />
          <div className="flex min-w-0 flex-1 flex-col items-start gap-2">
            <p className="wrap-anywhere">{problem.message}</p>
            <FixButtons problem={problem} />
          </div>
        </li>
      ))}
    </ul>
  );
}
