"use client";
import {
  ArrowRightFromLine,
  ArrowRightToLine,
  ChevronDown,
  Play,
  RotateCw,
  StepForward,
} from "lucide-react";
import { Button } from "../../ui/button.tsx";
import { Menu, MenuItem, MenuSeparator } from "../../ui/menu.tsx";
import { Tooltip } from "../../ui/tooltip.tsx";
import { useEditor } from "../store/editor-context.tsx";
import { useOverlayStore } from "./overlay-context.tsx";

/** Runs the draft, or a part of it. */
export function RunButton({ why }: { /** Why it may not be run. */ why: string | null }) {
  const store = useOverlayStore();
  const { ask } = store.getState();
  return (
    <div className="flex shrink-0" role="group" aria-label="Run">
      <Tooltip content={why ?? "Run the draft"} keys={why ? undefined : "Ctrl ↵"}>
        <Button
          size="sm"
          variant="primary"
          className="rounded-r-none"
          icon={<Play aria-hidden />}
          disabled={why !== null}
          focusableWhenDisabled
          onClick={() => ask({ what: "all" })}
          data-testid="run"
        >
          Run
        </Button>
      </Tooltip>
      <Menu
        align="end"
        trigger={
          <Button
            size="sm"
            variant="primary"
            className="ml-px rounded-l-none px-1"
            disabled={why !== null}
            aria-label="Run a part"
          >
            <ChevronDown aria-hidden />
          </Button>
        }
      >
        <MenuItem icon={<Play aria-hidden />} keys="Ctrl ↵" onClick={() => ask({ what: "all" })}>
          Everything
        </MenuItem>
        <RunStepItems />
        <MenuSeparator />
        <MenuItem icon={<RotateCw aria-hidden />} onClick={() => ask({ what: "failed" })}>
          Only what failed
        </MenuItem>
      </Menu>
    </div>
  );
}

/** Ways to run by the one step that is selected. */
export function RunStepItems() {
  const { ask } = useOverlayStore().getState();
  const node = useSelectedStep();
  const title = useEditor(({ document }) => {
    const found = document.nodes.find(({ id }) => id === node);
    return found?.title ?? found?.id;
  });
  if (node === null || title === undefined) return null;
  return (
    <>
      <MenuItem
        icon={<ArrowRightToLine aria-hidden />}
        keys="Ctrl ⇧ ↵"
        onClick={() => ask({ what: "to", node })}
      >
        Run to here
      </MenuItem>
      <MenuItem
        icon={<StepForward aria-hidden />}
        keys="Ctrl Alt ↵"
        onClick={() => ask({ what: "one", node })}
      >
        Run this step only
      </MenuItem>
      <MenuItem
        icon={<ArrowRightFromLine aria-hidden />}
        onClick={() => ask({ what: "from", node })}
      >
        Run from here
      </MenuItem>
    </>
  );
}

/** The one step that is selected; null when there are none or several. */
export function useSelectedStep(): string | null {
  return useEditor(({ selection, document }) => {
    if (selection.nodes.size !== 1) return null;
    const [only] = selection.nodes;
    return document.nodes.some(({ id }) => id === only) ? only! : null;
  });
}
