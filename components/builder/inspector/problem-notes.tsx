import { CircleAlert, TriangleAlert } from "lucide-react";
import type { Problem } from "../../../workflows/core/problems.ts";

/** Problems that belong to no field of the form. */
export function ProblemNotes({ problems, of }: { problems: readonly Problem[]; of: string }) {
  if (problems.length === 0) return null;
  return (
    <ul className="flex flex-col gap-1.5" aria-label={`Problems of this ${of}`}>
      {problems.map(({ code, severity, message }, index) => {
        const Icon = severity === "error" ? CircleAlert : TriangleAlert;
        return (
          <li
            key={`${code}-${index}`}
            className={`flex gap-2 rounded-md px-2.5 py-2 text-xs ${severity === "error" ? "bg-danger-soft" : "bg-warn-soft"}`}
          >
            <Icon
              aria-label={severity}
              className={`size-4 shrink-0 ${severity === "error" ? "text-danger" : "text-warn"}`}
            />
            <span>{message}</span>
          </li>
        );
      })}
    </ul>
  );
}
