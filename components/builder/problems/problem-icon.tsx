import { CircleAlert, TriangleAlert } from "lucide-react";
import type { Problem } from "../../../workflows/core/problems.ts";

/** Told by its shape and its name, not by its colour alone. */
export function ProblemIcon({ severity }: { severity: Problem["severity"] }) {
  return severity === "error" ? (
    <CircleAlert aria-label="Error" className="text-danger size-4 shrink-0" />
  ) : (
    <TriangleAlert aria-label="Warning" className="text-warn size-4 shrink-0" />
  );
}
