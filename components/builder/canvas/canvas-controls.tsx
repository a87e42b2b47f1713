"use client";
import { useStore } from "@xyflow/react";
import { Maximize, Minus, Plus, Search, StickyNote, WandSparkles } from "lucide-react";
import { memo } from "react";
import { IconButton } from "../../ui/icon-button.tsx";
import { Menu, MenuItem } from "../../ui/menu.tsx";
import { Tooltip } from "../../ui/tooltip.tsx";
import { isStepKey } from "../store/canvas-key.ts";
import { useEditor, useEditorStore } from "../store/editor-context.tsx";
import type { Actions } from "./use-actions.ts";

/** Zoom, fit, search, notes and auto-layout, at the lower left of the canvas. */
export const CanvasControls = memo(function CanvasControls({
  readOnly,
  actions,
}: {
  readOnly: boolean;
  actions: Actions;
}) {
  const store = useEditorStore();
  return (
    <div className="pb-controls" role="toolbar" aria-label="View of the canvas">
      <IconButton
        size="sm"
        label="Zoom out"
        keys="−"
        icon={<Minus aria-hidden />}
        onClick={() => actions.zoom(0.8)}
      />
      <ZoomButton onClick={() => actions.zoom("actual")} />
      <IconButton
        size="sm"
        label="Zoom in"
        keys="+"
        icon={<Plus aria-hidden />}
        onClick={() => actions.zoom(1.25)}
      />
      <IconButton
        size="sm"
        label="Show all steps"
        keys="⇧ 1"
        icon={<Maximize aria-hidden />}
        onClick={actions.fit}
      />
      <IconButton
        size="sm"
        label="Search in the graph"
        keys="Ctrl F"
        icon={<Search aria-hidden />}
        onClick={() => store.getState().setFinding(true)}
      />
      {!readOnly && (
        <>
          <IconButton
            size="sm"
            label="Add a note"
            keys="N"
            icon={<StickyNote aria-hidden />}
            onClick={() => actions.addNote()}
          />
          <LayoutMenu actions={actions} />
        </>
      )}
    </div>
  );
});

function ZoomButton({ onClick }: { onClick: () => void }) {
  const zoom = useStore(({ transform }) => Math.round(transform[2] * 100));
  return (
    <Tooltip content="Zoom to 100 %" keys="⇧ 0">
      <button
        type="button"
        onClick={onClick}
        className="text-muted hover:bg-hover h-7 w-10 rounded-md text-center text-2xs tabular-nums"
      >
        {zoom}%
      </button>
    </Tooltip>
  );
}

function LayoutMenu({ actions }: { actions: Actions }) {
  const chosen = useEditor(({ selection }) => [...selection.nodes].filter(isStepKey).length);
  const unplaced = useEditor(({ document }) =>
    document.nodes.reduce(
      (count, { id }) => count + (document.layout?.nodes?.[id] === undefined ? 1 : 0),
      0,
    ),
  );
  return (
    <Menu
      side="top"
      trigger={
        <IconButton size="sm" label="Lay out the steps" icon={<WandSparkles aria-hidden />} />
      }
    >
      <MenuItem keys="⇧ T" onClick={() => void actions.tidy("all")}>
        Lay out everything
      </MenuItem>
      <MenuItem keys="T" disabled={chosen < 2} onClick={() => void actions.tidy("selected")}>
        Lay out the selection{chosen > 1 ? ` (${chosen})` : ""}
      </MenuItem>
      <MenuItem disabled={unplaced === 0} onClick={() => void actions.tidy("new")}>
        Only steps not placed by hand{unplaced > 0 ? ` (${unplaced})` : ""}
      </MenuItem>
    </Menu>
  );
}
