import { registry } from "../../../../workflows/steps/index.ts";
import { PADDING } from "../../../graph/opening-view.ts";
import { collapsedOf } from "../../layout/group-boxes.ts";
import { placeAll } from "../../layout/place-drawn.ts";
import { groupKey, noteKey } from "../../store/canvas-key.ts";
import { nodeIds } from "../../store/edits.ts";
import { groupingOf } from "../../store/groups.ts";
import { triggerKey } from "../../store/trigger-key.ts";
import { focusWhenDrawn } from "../focus-when-drawn.ts";
import { neighbour, type Way } from "../walk.ts";
import { reveal, screenOf, type Env } from "./env.ts";

/** Selecting, and what is seen of the canvas. */
export function looking(env: Env) {
  const { state, flow } = env;
  const fit = () => void flow.fitView({ duration: 250, maxZoom: 1, padding: PADDING });

  /** Where a list opens that belongs to something on the canvas. */
  const beside = (key: string) => {
    const box = placeAll(state().document, registry).get(key);
    if (!box) return null;
    reveal(env, box);
    return screenOf(env, { x: box.x + box.width + 12, y: box.y });
  };

  return {
    fit,
    fitSelection: () => {
      const { selection } = state();
      if (selection.nodes.size === 0) return fit();
      void flow.fitView({
        nodes: [...selection.nodes].map((id) => ({ id })),
        duration: 250,
        maxZoom: 1.25,
        padding: 0.3,
      });
    },
    /** Zooms by a factor, or to 100 %. */
    zoom: (factor: number | "actual") =>
      void flow.zoomTo(factor === "actual" ? 1 : flow.getZoom() * factor, { duration: 150 }),
    selectAll: () => {
      const { document, select } = state();
      const { hiddenBy } = collapsedOf(document, registry);
      select({
        nodes: [
          ...[...nodeIds(document)].filter((id) => !hiddenBy.has(id)),
          ...(document.triggers ?? []).map(({ id }) => triggerKey(id)),
          ...[...groupingOf(document).members.keys()].map(groupKey),
          ...Object.keys(document.layout?.notes ?? {}).map(noteKey),
        ],
      });
    },
    /** Selects the neighbour of what is selected, along a wire or above or below, and brings it into view. */
    walk: (way: Way) => {
      const { document, selection, select } = state();
      const key = neighbour(document, registry, [...selection.nodes][0] ?? null, way);
      const box = key === null ? undefined : placeAll(document, registry).get(key);
      if (key === null || !box) return;
      select({ nodes: [key] });
      reveal(env, box);
      focusOnCanvas(key);
    },
    /** Opens the list of steps that can follow the selection, fit into the selected wire, or stand anywhere. */
    openSteps: () => {
      const { selection, setQuick } = state();
      const [wire] = selection.wires;
      const [node] = selection.nodes.size === 1 ? [...selection.nodes] : [];
      const { width, height } = env.view();
      const middle = flow.screenToFlowPosition({ x: width / 2, y: height / 2 });
      const screen = (node && beside(node)) || screenOf(env, middle);
      if (node !== undefined && nodeIds(state().document).has(node))
        setQuick({ for: "behind", node, screen });
      else if (wire !== undefined && selection.nodes.size === 0)
        setQuick({ for: "wire", wire, at: null, screen: wireScreen(wire) ?? screen });
      else setQuick({ for: "anywhere", at: middle, screen });
    },
    /** Opens the list of ends to which the selected step can be wired. */
    openConnect: () => {
      const { document, selection, setQuick } = state();
      const [node] = selection.nodes.size === 1 ? [...selection.nodes] : [];
      const screen = node === undefined || !nodeIds(document).has(node) ? null : beside(node);
      if (node !== undefined && screen) setQuick({ for: "connect", node, screen });
    },
  };
}

/** The middle of a drawn wire on the screen. */
function wireScreen(id: string): { x: number; y: number } | null {
  const box = document
    .querySelector(`.react-flow__edge[data-id="${CSS.escape(id)}"]`)
    ?.getBoundingClientRect();
  return box ? { x: box.x + box.width / 2, y: box.y + box.height / 2 } : null;
}

/** Gives the keyboard to something on the canvas, once it is drawn there. */
export function focusOnCanvas(key: string): void {
  focusWhenDrawn(() => document.querySelector(`.react-flow__node[data-id="${CSS.escape(key)}"]`));
}
