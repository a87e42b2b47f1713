"use client";
import { memo } from "react";
import type { Problem } from "../../../workflows/core/problems.ts";
import { useReadOnly } from "../canvas/read-only.ts";
import { useEditor, useEditorStore } from "../store/editor-context.tsx";
import { anchorKey } from "../store/trigger-key.ts";
import { applyFix } from "./apply-fix.ts";
import { OfferButtons } from "./fix-buttons.tsx";
import { fieldOf } from "./order.ts";
import type { Offer } from "./use-offers.ts";
import { ProblemIcon } from "./problem-icon.tsx";

/** One problem: Enter or a click leads to it, Ctrl and a full stop apply its first remedy. */
export const ProblemRow = memo(function ProblemRow({
  problem,
  offers,
}: {
  problem: Problem;
  offers: readonly Offer[];
}) {
  const store = useEditorStore();
  const readOnly = useReadOnly();
  const jump = useEditor((state) => state.jump);
  const { code, severity, message, anchor } = problem;
  const place = anchor.port ?? fieldOf(problem);
  return (
    <li className="hover:bg-hover focus-within:bg-hover flex min-h-9 flex-wrap items-center gap-x-3 pr-3 pl-4">
      <button
        type="button"
        data-problem-row
        className="flex min-w-0 flex-1 basis-72 items-start gap-2.5 rounded-sm py-1.5 text-left text-xs"
        onClick={() => jump(anchorKey(anchor, store.getState().document), fieldOf(problem))}
        onKeyDown={(event) => {
          if (event.key !== "." || !(event.ctrlKey || event.metaKey) || readOnly) return;
          event.preventDefault();
          applyFix(store, problem);
        }}
      >
        <ProblemIcon severity={severity} />
        <span className="min-w-0 flex-1">
          <span className="wrap-anywhere">{message}</span>{" "}
          <span className="text-muted font-mono text-2xs whitespace-nowrap">
            {[place, code].filter(Boolean).join(" ")}
          </span>
        </span>
      </button>
      {offers.length > 0 && (
        <span className="pb-1.5 pl-6.5 sm:py-1">
          <OfferButtons problem={problem} offers={offers.slice(0, 1)} />
        </span>
      )}
    </li>
  );
});
