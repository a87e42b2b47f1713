"use client";
import { Popover } from "@base-ui/react/popover";
import type { Problem } from "../../../workflows/core/problems.ts";
import { POPUP_CLASS } from "../../ui/popup-class.ts";
import { useEditor } from "../store/editor-context.tsx";
import { anchorKey } from "../store/trigger-key.ts";
import { FixButtons } from "./fix-buttons.tsx";
import { fieldOf } from "./order.ts";
import { ProblemIcon } from "./problem-icon.tsx";

/** The problems of a step, each with its remedies, beside its badge. */
export function Sentences({
  problems,
  anchor,
  onClose,
}: {
  problems: readonly Problem[];
  anchor: React.RefObject<HTMLElement | null>;
  onClose: () => void;
}) {
  const jump = useEditor((state) => state.jump);
  const document = useEditor((state) => state.document);
  return (
    <Popover.Root open onOpenChange={(open) => !open && onClose()}>
      <Popover.Portal>
        <Popover.Positioner
          anchor={anchor}
          side="bottom"
          align="start"
          sideOffset={6}
          className="z-50"
        >
          <Popover.Popup
            className={`${POPUP_CLASS} max-h-80 w-96 overflow-y-auto p-0!`}
            aria-label="Problems of this step"
          >
            <ul className="divide-line divide-y">
              {problems.map((problem, index) => (
                <li key={`${index}-${problem.code}`} className="flex gap-2.5 px-3 py-2.5 text-xs">
                  <ProblemIcon severity={problem.severity} />
                  <div className="flex min-w-0 flex-1 flex-col gap-2">
                    <p className="wrap-anywhere">{problem.message}</p>
                    <FixButtons problem={problem} />
                    {fieldOf(problem) !== null && (
                      <button
                        type="button"
                        className="text-accent self-start hover:underline"
                        onClick={() => {
                          onClose();
                          jump(anchorKey(problem.anchor, document), fieldOf(problem));
                        }}
                      >
                        Go to the field
                      </button>
                    )}
                  </div>
                </li>
              ))}
            </ul>
          </Popover.Popup>
        </Popover.Positioner>
      </Popover.Portal>
    </Popover.Root>
  );
}
