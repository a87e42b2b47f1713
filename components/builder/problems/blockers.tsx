"use client";
import type { Problem } from "../../../workflows/core/problems.ts";
import { Notice } from "../../ui/notice.tsx";
import { useEditorStore } from "../store/editor-context.tsx";
import { anchorKey } from "../store/trigger-key.ts";
import { fieldOf } from "./order.ts";

/** Why the draft can neither run nor be published, in words, each with the way to its place. */
export function Blockers({
  errors,
  onClose,
}: {
  errors: readonly Problem[];
  /** Closes what stands before the place. */
  onClose: () => void;
}) {
  const store = useEditorStore();
  const { document, jump } = store.getState();
  return (
    <Notice
      tone="danger"
      title={
        errors.length === 1
          ? "One problem is in the way"
          : `${errors.length} problems are in the way`
      }
    >
      <ul className="mt-1 flex max-h-72 flex-col gap-1.5 overflow-y-auto">
        {errors.map((problem, index) => {
          const key = anchorKey(problem.anchor, document);
          return (
            <li key={index}>
              {problem.message}{" "}
              {key !== null && (
                <button
                  type="button"
                  className="text-accent underline"
                  onClick={() => {
                    onClose();
                    jump(key, fieldOf(problem));
                  }}
                >
                  Show
                </button>
              )}
            </li>
          );
        })}
      </ul>
    </Notice>
  );
}
