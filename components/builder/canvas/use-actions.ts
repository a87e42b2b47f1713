"use client";
import { useReactFlow, useStoreApi } from "@xyflow/react";
import { useMemo } from "react";
import { registry } from "../../../workflows/steps/index.ts";
import type { DocumentWire, PipelineDocument } from "../../../workflows/core/document.ts";
import type { TriggerType } from "../../../workflows/core/triggers.ts";
import { COLUMN_GAP, NODE_WIDTH, snap, type Box, type Point } from "../layout/geometry.ts";
import { nestingOf } from "../layout/inside.ts";
import { isMap } from "../layout/node-ports.ts";
import { freeSpot, placeNodes, sizeOf, spotInside } from "../layout/place.ts";
import { placeTriggers } from "../layout/place-triggers.ts";
import { toast } from "../../ui/toast.tsx";
import { copyText, paste, readFragment } from "../store/clipboard.ts";
import { addNode, connect, moveNodes, nodeIds, remove, withInside } from "../store/edits.ts";
import { useEditorStore } from "../store/editor-context.tsx";
import { besides, withPlaces } from "./put-places.ts";
import { parentRefusal, setParent } from "../store/nesting.ts";
import { newNodeId } from "../store/node-id.ts";
import { addTrigger } from "../store/trigger-edits.ts";
import { triggerKey, triggerOf } from "../store/trigger-key.ts";
import { rejoin, wireAfter } from "../store/wiring.ts";

/** The data transfer type of a step dragged from the palette. */
export const DRAG_TYPE = "application/x-penstock-kind";
/** The data transfer type of a trigger dragged from the palette. */
export const TRIGGER_DRAG_TYPE = "application/x-penstock-trigger";

/** Room kept free around a step that is brought into view, in pixels on the screen. */
const MARGIN = 40;

export interface Actions {
  /** Adds a step where it was dropped, or below what lies there already; inside `map` when it was dropped into one. */
  addAt: (kind: string, at: Point, map: string | null) => void;
  /** Adds a step behind the one selected, wired where there is no doubt, else in the middle of the view. */
  add: (kind: string) => void;
  /** Adds a trigger, at the left of the graph when no place is given. */
  addTrigger: (type: TriggerType, at?: Point) => void;
  /**
   * Puts each step into a map, or out of its own (`null`), one undo entry. `moved` says where a drag has left them; without
   * it they get a place. Nothing happens, and the reason is told, when one of them cannot stand there.
   */
  putInto: (goals: ReadonlyMap<string, string | null>, moved?: ReadonlyMap<string, Point>) => void;
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

    function insert(kind: string, at: Point, behind: string | null, map: string | null) {
      const { document, edit, select } = state();
      const id = newNodeId(kind, nodeIds(document));
      edit((current) => {
        const node = { id, kind, ...(map === null ? {} : { parent: map }) };
        const next = addNode(current, node, at);
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
    function reveal(at: Point, { width: wide, height: tallness }: Pick<Box, "width" | "height">) {
      const { width, height: tall, transform } = flowStore.getState();
      const [x, y, zoom] = transform;
      const shift = (from: number, size: number, room: number) =>
        from < MARGIN ? MARGIN - from : Math.min(0, room - MARGIN - from - size);
      const dx = shift(at.x * zoom + x, wide * zoom, width);
      const dy = shift(at.y * zoom + y, tallness * zoom, tall);
      if (dx !== 0 || dy !== 0)
        void flow.setViewport({ x: x + dx, y: y + dy, zoom }, { duration: 200 });
    }

    function putIn(document: PipelineDocument, ids: string[]) {
      state().edit(() => document);
      state().select({ nodes: ids });
    }

    const actions: Actions = {
      addAt: (kind, at, map) => {
        const { document } = state();
        const into = isMap({ kind }, registry) ? null : map;
        insert(kind, freeSpot(at, kind, document, registry, into), null, into);
      },
      add: (kind) => {
        const { document, selection } = state();
        const places = placeNodes(document, registry);
        const { inside, parentOf } = nestingOf(document, registry);
        const [only] = selection.nodes.size === 1 ? [...selection.nodes] : [];
        const anchor = only === undefined ? undefined : places.get(only);
        const size = sizeOf({ kind }, registry);
        // Into the map that is selected while it is empty, else beside what is selected.
        if (only !== undefined && inside.get(only)?.length === 0 && !isMap({ kind }, registry)) {
          const at = spotInside(only, kind, document, registry);
          insert(kind, at, null, only);
          reveal(at, size);
          return;
        }
        const map = only === undefined ? null : (parentOf.get(only) ?? null);
        const into = isMap({ kind }, registry) ? null : map;
        const beside = into === map ? anchor : map === null ? anchor : places.get(map);
        const center = middle();
        const wanted = beside
          ? { x: beside.x + beside.width + COLUMN_GAP, y: beside.y }
          : { x: center.x - size.width / 2, y: center.y - size.height / 2 };
        const at = freeSpot(wanted, kind, document, registry, into);
        insert(kind, at, anchor ? (only ?? null) : null, into);
        reveal(at, size);
      },
      addTrigger: (type, at) => {
        const { edit, select } = state();
        const { document, id } = addTrigger(state().document, type, at && snap(at));
        edit(() => document);
        select({ nodes: [triggerKey(id)] });
        const box = placeTriggers(document, placeNodes(document, registry), registry).get(
          triggerKey(id),
        );
        if (box) reveal(box, box);
      },
      putInto: (goals, moved) => {
        const { document, edit } = state();
        const { parentOf } = nestingOf(document, registry);
        const changing = [...goals].filter(([id, map]) => (parentOf.get(id) ?? null) !== map);
        const why = changing
          .map(([id, map]) => (map === null ? null : parentRefusal(document, registry, id)))
          .find((sentence) => sentence !== null);
        if (why) {
          toast.info("It cannot stand inside the map", why);
          return;
        }
        if (changing.length === 0) {
          if (moved) edit((now) => moveNodes(now, moved));
          return;
        }
        // What has no place of its own yet, and a map that is left empty, stays where it was.
        const places = placeNodes(document, registry);
        let next = moveNodes(document, new Map<string, Point>([...places, ...(moved ?? [])]));
        const cut: DocumentWire[] = [];
        for (const map of new Set(changing.map(([, goal]) => goal))) {
          const ids = changing.flatMap(([id, goal]) => (goal === map ? [id] : []));
          const put = setParent(next, registry, new Set(ids), map);
          next = moved ? put.document : withPlaces(put.document, document, ids, map);
          cut.push(...put.cut);
        }
        edit(() => next);
        if (cut.length > 0)
          toast.info(
            cut.length === 1 ? "One wire was removed" : `${cut.length} wires were removed`,
            `Wires may not cross the border of a map: ${cut.map(({ from, to }) => `${from} to ${to}`).join(", ")}.`,
          );
      },
      removeSelected: () => {
        const { document, selection, edit } = state();
        if (selection.nodes.size + selection.wires.size === 0) return;
        const bridges = rejoin(document, registry, withInside(document, selection.nodes));
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
        select({
          nodes: [
            ...document.nodes.map(({ id }) => id),
            ...(document.triggers ?? []).map(({ id }) => triggerKey(id)),
          ],
        });
      },
      duplicate: () => {
        const text = actions.copied();
        const fragment = text === null ? "" : readFragment(text);
        if (typeof fragment === "string") return;
        const { document, keys: ids } = paste(
          state().document,
          fragment,
          besides(state().document, fragment.nodes),
        );
        putIn(document, ids);
      },
      copied: () => {
        const { document, selection } = state();
        if ([...selection.nodes].every((key) => triggerOf(key) !== null)) return null;
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
          ? besides(document, fragment.nodes)
          : { x: Math.round(wanted.x / 8) * 8, y: Math.round(wanted.y / 8) * 8 };
        const pasted = paste(document, { ...fragment, places: new Map(places) }, offset);
        putIn(pasted.document, pasted.keys);
        const at = pasted.document.layout?.nodes?.[pasted.keys[0]!];
        if (at) reveal(at, { width: NODE_WIDTH, height: 140 });
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
