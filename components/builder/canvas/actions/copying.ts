import { API_VERSION } from "../../../../workflows/core/document.ts";
import { registry } from "../../../../workflows/steps/index.ts";
import { toast } from "../../../ui/toast.tsx";
import { around, NODE_WIDTH, snap, type Box, type Point } from "../../../graph/geometry.ts";
import { placeAll } from "../../layout/place-drawn.ts";
import { placeNodes } from "../../../graph/place.ts";
import type * as Clipboard from "../../store/clipboard.ts";
import { noteBox } from "../../store/notes.ts";
import { tooManyTriggers } from "../../store/trigger-edits.ts";
import { besides } from "../put-places.ts";
import { middleOf, put, reveal, type Env } from "./env.ts";

type Fragment = Clipboard.Fragment;

let loaded: typeof Clipboard | null = null;

/** The clipboard reads and writes YAML; it comes with the first selection, as a browser takes what is copied at once or not at all. */
export async function loadClipboard() {
  return (loaded ??= await import("../../store/clipboard.ts"));
}

/** The clipboard: what is copied is the document's own YAML. */
export function copying(env: Env) {
  const { state } = env;
  /** YAML of what is selected; null when nothing is. */
  const copied = (): string | null => {
    const { document, selection } = state();
    return loaded?.copyText(document, selection.nodes, placeAll(document, registry)) ?? null;
  };
  /** Whether the document takes what is copied; says why not. */
  const fits = ({ triggers }: Fragment): boolean => {
    const tooMany = tooManyTriggers(state().document, triggers.length);
    if (tooMany) toast.info("Nothing was pasted", tooMany);
    return tooMany === null;
  };
  return {
    copied,
    duplicate: async () => {
      const { paste, readFragment } = await loadClipboard();
      const text = copied();
      const fragment = text === null ? "" : readFragment(text);
      if (typeof fragment === "string") return;
      if (!fits(fragment)) return;
      const { document } = state();
      const offset = besides(document, fragment.nodes);
      const pasted = paste(document, fragment, offset);
      put(env, pasted.document, pasted.keys);
      const boxes = boxesOf(fragment);
      if (boxes.length === 0) return;
      const { x, y, ...size } = around(boxes);
      reveal(env, { x: x + offset.x, y: y + offset.y, ...size });
    },
    /** Pastes pipeline YAML: beside its original when that is here, else at `at` or in the middle of the view. */
    pasteText: async (text: string, at?: Point) => {
      const { paste, readFragment } = await loadClipboard();
      const fragment = readFragment(text);
      if (typeof fragment === "string") {
        toast.info("Nothing to paste", fragment);
        return;
      }
      if (!fits(fragment)) return;
      const { document } = state();
      const placed = withPlaces(fragment);
      const boxes = boxesOf(placed);
      const { x, y, width, height } = around(boxes);
      const center = at ?? middleOf(env);
      const beside = at === undefined && liesHere(env, fragment);
      const offset = beside
        ? besides(document, fragment.nodes)
        : snap({ x: center.x - x - width / 2, y: center.y - y - height / 2 });
      const pasted = paste(document, placed, offset);
      put(env, pasted.document, pasted.keys);
      reveal(env, { x: x + offset.x, y: y + offset.y, width, height });
    },
  };
}

/** A fragment without places lies as its wires say. */
function withPlaces(fragment: Fragment): Fragment {
  const { nodes, wires, triggers } = fragment;
  if (nodes.every(({ id }) => fragment.places.has(id))) return fragment;
  const places = placeNodes(
    {
      apiVersion: API_VERSION,
      name: "pasted",
      nodes,
      wires,
      triggers,
      layout: { nodes: Object.fromEntries(fragment.places) },
    },
    registry,
  );
  return { ...fragment, places: new Map([...fragment.places, ...places]) };
}

function boxesOf({ places, notes }: Fragment): Box[] {
  const size = { width: NODE_WIDTH, height: 120 };
  return [
    ...[...places.values()].map(({ x, y }) => ({ x, y, ...size })),
    ...Object.values(notes).map(noteBox),
  ];
}

function liesHere({ state }: Env, { places, notes }: Fragment): boolean {
  const { layout } = state().document;
  const same = (a: Point | undefined, b: Point) => a?.x === b.x && a.y === b.y;
  return (
    [...places].some(([id, place]) => same(layout?.nodes?.[id], place)) ||
    Object.entries(notes).some(([id, note]) => same(layout?.notes?.[id], note))
  );
}
