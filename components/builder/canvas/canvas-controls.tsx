"use client";
import { useStore } from "@xyflow/react";
import { Maximize, Minus, Plus, WandSparkles } from "lucide-react";
import { useState } from "react";
import { registry } from "../../../workflows/steps/index.ts";
import { Menu, MenuContent, MenuItem, MenuTrigger } from "../../ui/menu.tsx";
import { Tooltip } from "../../ui/tooltip.tsx";
import { autoLayout } from "../layout/auto-layout.ts";
import { placeNodes } from "../layout/place.ts";
import { useNotify } from "../notify.ts";
import { moveNodes } from "../store/edits.ts";
import { useEditor, useEditorStore } from "../store/editor-context.tsx";
import { useActions } from "./use-actions.ts";

/** Zoom, fit and auto-layout, at the lower left of the canvas. */
export function CanvasControls({ readOnly }: { readOnly: boolean }) {
  const actions = useActions();
  const zoom = useStore(({ transform }) => Math.round(transform[2] * 100));
  return (
    <div className="pb-controls" role="toolbar" aria-label="View of the canvas">
      <Tooltip content="Zoom out" shortcut="−">
        <button type="button" aria-label="Zoom out" onClick={() => actions.zoom(0.8)}>
          <Minus aria-hidden className="size-4" />
        </button>
      </Tooltip>
      <span className="w-10 text-center text-[11px] text-muted tabular-nums">{zoom}%</span>
      <Tooltip content="Zoom in" shortcut="+">
        <button type="button" aria-label="Zoom in" onClick={() => actions.zoom(1.25)}>
          <Plus aria-hidden className="size-4" />
        </button>
      </Tooltip>
      <Tooltip content="Show all" shortcut="⇧1">
        <button type="button" aria-label="Show all steps" onClick={actions.fit}>
          <Maximize aria-hidden className="size-4" />
        </button>
      </Tooltip>
      {!readOnly && <LayoutMenu fit={actions.fit} />}
    </div>
  );
}

function LayoutMenu({ fit }: { fit: () => void }) {
  const store = useEditorStore();
  const notify = useNotify();
  const chosen = useEditor(({ selection }) => selection.nodes.size);
  const unplaced = useEditor(({ document }) =>
    document.nodes.reduce(
      (count, { id }) => count + (document.layout?.nodes?.[id] === undefined ? 1 : 0),
      0,
    ),
  );
  const [busy, setBusy] = useState(false);

  async function layOut(which: "all" | "selected" | "unplaced") {
    const { document, selection } = store.getState();
    const ids = new Set(
      which === "selected"
        ? selection.nodes
        : document.nodes
            .map(({ id }) => id)
            .filter((id) => which === "all" || document.layout?.nodes?.[id] === undefined),
    );
    if (ids.size === 0) return;
    setBusy(true);
    try {
      const places = await autoLayout(document, registry, ids, placeNodes(document, registry));
      store.getState().edit((current) => moveNodes(current, places));
      if (which !== "selected") requestAnimationFrame(fit);
    } catch (error) {
      notify.error(
        "The steps could not be laid out",
        error instanceof Error ? error.message : "Load the page again and try once more.",
      );
    } finally {
      setBusy(false);
    }
  }

  return (
    <Menu>
      <MenuTrigger
        render={
          <button type="button" aria-label="Lay out" title="Lay out the steps" disabled={busy}>
            <WandSparkles aria-hidden className="size-4" />
          </button>
        }
      />
      <MenuContent side="top" align="start">
        <MenuItem onClick={() => void layOut("all")}>Lay out everything</MenuItem>
        <MenuItem disabled={chosen < 2} onClick={() => void layOut("selected")}>
          Lay out the selection{chosen > 1 ? ` (${chosen})` : ""}
        </MenuItem>
        <MenuItem disabled={unplaced === 0} onClick={() => void layOut("unplaced")}>
          Only steps not placed by hand{unplaced > 0 ? ` (${unplaced})` : ""}
        </MenuItem>
      </MenuContent>
    </Menu>
  );
}
