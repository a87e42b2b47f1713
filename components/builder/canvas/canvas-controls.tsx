"use client";
import { useStore } from "@xyflow/react";
import { Maximize, Minus, Plus, WandSparkles } from "lucide-react";
import { useState } from "react";
import { registry } from "../../../workflows/steps/index.ts";
import { IconButton } from "../../ui/icon-button.tsx";
import { Menu, MenuItem } from "../../ui/menu.tsx";
import { toast } from "../../ui/toast.tsx";
import { autoLayout } from "../layout/auto-layout.ts";
import { placeNodes } from "../layout/place.ts";
import { moveNodes } from "../store/edits.ts";
import { withoutTriggerPlaces } from "../store/trigger-edits.ts";
import { useEditor, useEditorStore } from "../store/editor-context.tsx";
import { useActions } from "./use-actions.ts";

/** Zoom, fit and auto-layout, at the lower left of the canvas. */
export function CanvasControls({ readOnly }: { readOnly: boolean }) {
  const actions = useActions();
  const zoom = useStore(({ transform }) => Math.round(transform[2] * 100));
  return (
    <div className="pb-controls" role="toolbar" aria-label="View of the canvas">
      <IconButton
        size="sm"
        label="Zoom out"
        keys="−"
        icon={<Minus aria-hidden />}
        onClick={() => actions.zoom(0.8)}
      />
      <span className="text-muted w-9 text-center text-2xs tabular-nums">{zoom}%</span>
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
      {!readOnly && <LayoutMenu fit={actions.fit} />}
    </div>
  );
}

function LayoutMenu({ fit }: { fit: () => void }) {
  const store = useEditorStore();
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
      store
        .getState()
        .edit((current) =>
          moveNodes(which === "all" ? withoutTriggerPlaces(current) : current, places),
        );
      if (which !== "selected") requestAnimationFrame(fit);
    } catch (error) {
      toast.error(
        "The steps could not be laid out",
        error instanceof Error ? error.message : "Load the page again and try once more.",
      );
    } finally {
      setBusy(false);
    }
  }

  return (
    <Menu
      side="top"
      trigger={
        <IconButton
          size="sm"
          label="Lay out the steps"
          icon={<WandSparkles aria-hidden />}
          disabled={busy}
        />
      }
    >
      <MenuItem onClick={() => void layOut("all")}>Lay out everything</MenuItem>
      <MenuItem disabled={chosen < 2} onClick={() => void layOut("selected")}>
        Lay out the selection{chosen > 1 ? ` (${chosen})` : ""}
      </MenuItem>
      <MenuItem disabled={unplaced === 0} onClick={() => void layOut("unplaced")}>
        Only steps not placed by hand{unplaced > 0 ? ` (${unplaced})` : ""}
      </MenuItem>
    </Menu>
  );
}
