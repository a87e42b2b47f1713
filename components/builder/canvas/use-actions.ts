"use client";
import { useReactFlow, useStoreApi } from "@xyflow/react";
import { useMemo } from "react";
import { registry } from "../../../workflows/steps/index.ts";
import type { PipelineDocument } from "../../../workflows/core/document.ts";
import { COLUMN_GAP, nodeHeight, NODE_WIDTH, type Point } from "../layout/geometry.ts";
import { freeSpot, placeNodes } from "../layout/place.ts";
import { toast } from "../../ui/toast.tsx";
import { copyText, paste, readFragment } from "../store/clipboard.ts";
import { addNode, connect, nodeIds, remove } from "../store/edits.ts";
import { useEditorStore } from "../store/editor-context.tsx";
import { newNodeId } from "../store/node-id.ts";
import { rejoin, wireAfter } from "../store/wiring.ts";

/** The data transfer type of a step dragged from the palette. */
export const DRAG_TYPE = "application/x-penstock-kind";

/** Room kept free around a step that is brought into view, in pixels on the screen. */
const MARGIN = 40;

export interface Actions {
  /** Adds a step where it was dropped, or below what lies there already. */
  addAt: (kind: string, at: Point) => void;
  /** Adds a step behind the one selected, wired where there is no doubt, else in the middle of the view. */
  add: (kind: string) => void;
  removeSelected: () => void;
  selectAll: () => void;
  duplicate: () => void;
  /** YAML of the selected steps; null when none is selected. */
  copied: () => string | null;
  pasteText: (text: string) => void;
  fit: () => void;
  fitSelection: () => void;
  zoom: (factor: number) => void;
}

/** What the canvas can do, the same for the keyboard, the palette and the buttons. */
export function useActions(): Actions {
  const store = useEditorStore();
  const flow = useReactFlow();
  const flowStore = useStoreApi();
  return useMemo(() => {
    const state = () => store.getState();
    const height = (kind: string) => nodeHeight(registry.get(kind));

    function insert(kind: string, at: Point, behind: string | null) {
      const { document, edit, select } = state();
      const id = newNodeId(kind, nodeIds(document));
      edit((current) => {
        const next = addNode(current, { id, kind }, at);
        return behind === null ? next : wireAfter(next, registry, behind, id);
      });
      select({ nodes: [id] });
      return id;
    }

    function middle(): Point {
      const { width, height: tall, transform } = flowStore.getState();
      const [x, y, zoom] = transform;
      return { x: (width / 2 - x) / zoom, y: (tall / 2 - y) / zoom };
    }

    /** Pans, no further than needed, when a step was put outside of what is seen. */
    function reveal(at: Point, tallness: number) {
      const { width, height: tall, transform } = flowStore.getState();
      const [x, y, zoom] = transform;
      const shift = (from: number, size: number, room: number) =>
        from < MARGIN ? MARGIN - from : Math.min(0, room - MARGIN - from - size);
      const dx = shift(at.x * zoom + x, NODE_WIDTH * zoom, width);
      const dy = shift(at.y * zoom + y, tallness * zoom, tall);
      if (dx !== 0 || dy !== 0)
        void flow.setViewport({ x: x + dx, y: y + dy, zoom }, { duration: 200 });
    }

    function putIn(document: PipelineDocument, ids: string[]) {
      state().edit(() => document);
      state().select({ nodes: ids });
    }

    const actions: Actions = {
      addAt: (kind, at) => {
        insert(kind, freeSpot(at, height(kind), state().document, registry), null);
      },
      add: (kind) => {
        const { document, selection } = state();
        const [only] = selection.nodes.size === 1 ? [...selection.nodes] : [];
        const anchor = only === undefined ? undefined : placeNodes(document, registry).get(only);
        const center = middle();
        const wanted = anchor
          ? { x: anchor.x + NODE_WIDTH + COLUMN_GAP, y: anchor.y }
          : { x: center.x - NODE_WIDTH / 2, y: center.y - height(kind) / 2 };
        const at = freeSpot(wanted, height(kind), document, registry);
        insert(kind, at, only ?? null);
        reveal(at, height(kind));
      },
      removeSelected: () => {
        const { document, selection, edit } = state();
        if (selection.nodes.size + selection.wires.size === 0) return;
        const bridges = rejoin(document, registry, selection.nodes);
        edit((current) => remove(current, selection));
        state().select({});
        const first = bridges[0];
        if (first)
          toast.info(
            selection.nodes.size === 1
              ? `Removed '${[...selection.nodes][0]}'`
              : `Removed ${selection.nodes.size} steps`,
            `What fed it still fits what it fed.`,
            {
              label: "Rejoin",
              onClick: () =>
                edit((current) =>
                  bridges.reduce(
                    (next, { from, to }) =>
                      next.wires?.some((wire) => wire.to === to) ? next : connect(next, from, to),
                    current,
                  ),
                ),
            },
          );
      },
      selectAll: () => {
        const { document, select } = state();
        select({ nodes: document.nodes.map(({ id }) => id) });
      },
      duplicate: () => {
        const text = actions.copied();
        const fragment = text === null ? "" : readFragment(text);
        if (typeof fragment === "string") return;
        const { document, ids } = paste(state().document, fragment, { x: 32, y: 32 });
        putIn(document, ids);
      },
      copied: () => {
        const { document, selection } = state();
        if (selection.nodes.size === 0) return null;
        return copyText(document, selection.nodes, placeNodes(document, registry));
      },
      pasteText: (text) => {
        const fragment = readFragment(text);
        if (typeof fragment === "string") {
          toast.info("Nothing to paste", fragment);
          return;
        }
        const { document } = state();
        // A fragment without places lies as its wires say, in the middle of the view.
        const places =
          fragment.places.size > 0
            ? fragment.places
            : placeNodes(
                {
                  apiVersion: "penstock/v1",
                  name: "pasted",
                  nodes: fragment.nodes,
                  wires: fragment.wires,
                },
                registry,
              );
        const xs = [...places.values()].map(({ x }) => x);
        const ys = [...places.values()].map(({ y }) => y);
        const center = middle();
        const wanted = {
          x: center.x - (Math.min(...xs) + Math.max(...xs) + NODE_WIDTH) / 2,
          y: center.y - (Math.min(...ys) + Math.max(...ys) + 120) / 2,
        };
        // Beside the original when that is in view, so that one sees what was pasted.
        const overlaps = [...fragment.places].some(([id, { x, y }]) => {
          const at = document.layout?.nodes?.[id];
          return at !== undefined && at.x === x && at.y === y;
        });
        const offset = overlaps
          ? { x: 32, y: 32 }
          : { x: Math.round(wanted.x / 8) * 8, y: Math.round(wanted.y / 8) * 8 };
        const pasted = paste(document, { ...fragment, places: new Map(places) }, offset);
        putIn(pasted.document, pasted.ids);
        const at = pasted.document.layout?.nodes?.[pasted.ids[0]!];
        if (at) reveal(at, 140);
      },
      fit: () => void flow.fitView({ duration: 250, maxZoom: 1, padding: 0.18 }),
      fitSelection: () => {
        const { selection } = state();
        if (selection.nodes.size === 0) return actions.fit();
        void flow.fitView({
          nodes: [...selection.nodes].map((id) => ({ id })),
          duration: 250,
          maxZoom: 1.25,
          padding: 0.3,
        });
      },
      zoom: (factor) => void flow.zoomTo(flow.getZoom() * factor, { duration: 150 }),
    };
    return actions;
  }, [store, flow, flowStore]);
}
