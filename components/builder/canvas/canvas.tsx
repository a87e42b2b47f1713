"use client";
import { useReactFlow } from "@xyflow/react";
import { useEffect, useMemo, useState } from "react";
import { registry } from "../../../workflows/steps/index.ts";
import { useZoomDetail } from "../../graph/detail.ts";
import { collapsedOf } from "../layout/group-boxes.ts";
import { QuickList } from "../quick/quick-list.tsx";
import { groupKey } from "../store/canvas-key.ts";
import { useEditor, useEditorStore } from "../store/editor-context.tsx";
import { later } from "../../ui/later.tsx";
import { CanvasControls } from "./canvas-controls.tsx";
import { CanvasHint } from "./canvas-hint.tsx";
import type { MenuAt } from "./canvas-menu.tsx";
import { FindBar } from "./find/find-bar.tsx";
import { Graph } from "./graph.tsx";
import { Overview } from "./overview.tsx";
import { PortHint } from "./port-hint.tsx";
import { ReadOnlyContext } from "./read-only.ts";
import { useActions } from "./use-actions.ts";
import { useDropping } from "./use-dropping.ts";
import type { GraphEvents } from "./use-graph-menus.ts";
import { useShortcuts } from "./use-shortcuts.ts";
import { RefusalHint } from "./wire.tsx";

const SelectionBar = later(
  async () => (await import("./selection-bar.tsx")).SelectionBar,
  undefined,
  "soon",
);
const FarName = later(
  async () => (await import("../../graph/far-name.tsx")).FarName,
  undefined,
  "soon",
);
const CanvasMenu = later(async () => (await import("./canvas-menu.tsx")).CanvasMenu);

/** The graph with all that lies over it: bars, menus, lists, the overview. */
export function Canvas({ readOnly, minimap }: { readOnly: boolean; minimap: boolean }) {
  const store = useEditorStore();
  const flow = useReactFlow();
  const [menu, setMenu] = useState<MenuAt | null>(null);
  const actions = useActions();
  const dropping = useDropping({ actions, readOnly });
  useShortcuts({ actions, readOnly });
  useJumps();

  const events = useMemo<GraphEvents>(
    () => ({
      onNodeMenu: (screen, key) => {
        const { selection, select } = store.getState();
        if (!selection.nodes.has(key)) select({ nodes: [key] });
        setMenu({ for: "selection", screen });
      },
      onWireMenu: (screen, wire) => {
        if (readOnly) return;
        store.getState().select({ wires: [wire] });
        setMenu({ for: "wire", wire, screen, at: flow.screenToFlowPosition(screen) });
      },
      onCanvasMenu: (screen) =>
        setMenu({ for: "canvas", screen, at: flow.screenToFlowPosition(screen) }),
    }),
    [store, flow, readOnly],
  );

  const isAfar = useZoomDetail() === "dot";
  const several = useEditor(({ selection }) => selection.nodes.size > 1);
  return (
    <ReadOnlyContext value={readOnly}>
      <div
        className="pb-canvas relative h-full min-w-0 flex-1"
        data-testid="canvas"
        onDoubleClick={(event) => {
          if (readOnly || !(event.target as Element).classList.contains("react-flow__pane")) return;
          const screen = { x: event.clientX, y: event.clientY };
          const at = flow.screenToFlowPosition(screen);
          store.getState().setQuick({ for: "anywhere", at, screen });
        }}
        {...dropping}
      >
        <Graph readOnly={readOnly} events={events} />
        {minimap && <Overview />}
        {menu && (
          <CanvasMenu
            menu={menu}
            onClose={() => setMenu(null)}
            readOnly={readOnly}
            actions={actions}
          />
        )}
        <QuickList />
        <RefusalHint />
        <PortHint />
        {isAfar && <FarName />}
        <CanvasHint readOnly={readOnly} />
        <FindBar />
        {!readOnly && several && <SelectionBar actions={actions} />}
        <CanvasControls readOnly={readOnly} actions={actions} />
      </div>
    </ReadOnlyContext>
  );
}

/** A jump (from a problem, from a list) brings its node into view; a selection by mouse moves nothing. */
function useJumps() {
  const store = useEditorStore();
  const flow = useReactFlow();
  const focus = useEditor((state) => state.focus);
  useEffect(() => {
    if (!focus?.node) return;
    const group = collapsedOf(store.getState().document, registry).hiddenBy.get(focus.node);
    const id = group === undefined ? focus.node : groupKey(group);
    void flow.fitView({ nodes: [{ id }], duration: 250, maxZoom: 1, minZoom: 0.6 });
  }, [store, flow, focus]);
}
