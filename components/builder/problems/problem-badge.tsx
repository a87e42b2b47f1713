"use client";
import { CircleAlert, TriangleAlert } from "lucide-react";
import { useRef, useState } from "react";
import { hasErrors, type Problem } from "../../../workflows/core/problems.ts";
import { later } from "../../ui/later.tsx";

const Sentences = later(async () => (await import("./problem-sentences.tsx")).Sentences);

/** How many problems a step has; a click opens their sentences, each with its remedies. */
export function ProblemBadge({ problems }: { problems: readonly Problem[] }) {
  const [open, setOpen] = useState(false);
  const badge = useRef<HTMLButtonElement>(null);
  const error = hasErrors(problems);
  const Icon = error ? CircleAlert : TriangleAlert;
  return (
    <>
      <button
        ref={badge}
        type="button"
        tabIndex={-1}
        className={`pb-node-badge nodrag nopan hover:bg-hover -mx-1 rounded-sm px-1 py-0.5 ${error ? "text-danger" : "text-warn"}`}
        title={open ? undefined : problems.map(({ message }) => message).join("\n")}
        aria-label={problems.length === 1 ? "1 problem" : `${problems.length} problems`}
        aria-haspopup="dialog"
        aria-expanded={open}
        data-testid="problem-badge"
        onClick={() => setOpen(!open)}
      >
        <Icon aria-hidden className="size-4" />
        {problems.length > 1 && <span className="text-2xs tabular-nums">{problems.length}</span>}
      </button>
      {open && <Sentences problems={problems} anchor={badge} onClose={() => setOpen(false)} />}
    </>
  );
}
