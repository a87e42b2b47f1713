import { registry } from "../../../../workflows/steps/index.ts";
import { toast } from "../../../ui/toast.tsx";
import { aligned, distributed, type Axis, type Edge } from "../../layout/align.ts";
import { PADDING } from "../../../graph/opening-view.ts";
import { GRID, type Box, type Point } from "../../../graph/geometry.ts";
import { nestingOf } from "../../../graph/inside.ts";
import { placeNodes } from "../../../graph/place.ts";
import { placeAll } from "../../layout/place-drawn.ts";
import { overlaps } from "../../layout/wire-at.ts";
import { groupOf, isStepKey } from "../../store/canvas-key.ts";
import { moveNodes } from "../../store/edits.ts";
import { groupingOf } from "../../store/groups.ts";
import { withoutTriggerPlaces } from "../../store/trigger-edits.ts";
import { putInto } from "../drop-nodes.ts";
import { carried, withNotesClear, withRoom } from "../make-room.ts";
import { wordsOfCut } from "../words.ts";
import type { Env } from "./env.ts";

/** Putting what is there somewhere else. */
export function arranging(env: Env) {
  const { state } = env;

  /** The boxes of what is selected; a step goes with its map or its group where that is selected as well. */
  function chosen(): Map<string, Box> {
    const { document, selection } = state();
    const { parentOf } = nestingOf(document, registry);
    const grouping = groupingOf(document);
    const inChosen = (key: string) =>
      selection.nodes.has(parentOf.get(key) ?? "") ||
      [...selection.nodes].some((one) => {
        const group = groupOf(one);
        return group !== null && grouping.groupOf.get(key) === group;
      });
    const places = placeAll(document, registry);
    return new Map(
      [...selection.nodes].flatMap((key) => {
        const box = places.get(key);
        return box && !inChosen(key) ? [[key, box] as const] : [];
      }),
    );
  }

  function move(targets: ReadonlyMap<string, Point>, gesture?: string) {
    state().edit(
      (document) =>
        moveNodes(document, carried(document, placeAll(document, registry), targets, registry)),
      gesture,
    );
  }

  async function tidy(which: "all" | "selected" | "new") {
    const { document, selection } = state();
    const given = document.layout?.nodes ?? {};
    const ids = new Set(
      which === "selected"
        ? [...selection.nodes].filter(isStepKey)
        : document.nodes.flatMap(({ id }) => (which === "all" || !given[id] ? [id] : [])),
    );
    if (ids.size === 0) {
      toast.info(
        which === "new" ? "Every step lies where somebody put it" : "There is nothing to lay out",
        which === "new" ? "Lay out everything, or select what shall be laid out." : undefined,
      );
      return;
    }
    try {
      const { autoLayout } = await import("../../layout/auto-layout.ts");
      const known = placeNodes(document, registry);
      const laid = await autoLayout(document, registry, ids, known);
      const places = which === "new" ? allBelow(laid, known) : laid;
      state().edit((current) => {
        const moved = moveNodes(which === "all" ? withoutTriggerPlaces(current) : current, places);
        return withNotesClear(current, moved, registry);
      });
      if (which !== "selected")
        requestAnimationFrame(
          () => void env.flow.fitView({ duration: 250, maxZoom: 1, padding: PADDING }),
        );
    } catch (error) {
      toast.error(
        "The steps could not be laid out",
        error instanceof Error ? error.message : "Load the page again and try once more.",
      );
    }
  }

  return {
    align: (edge: Edge) => move(aligned(chosen(), edge)),
    distribute: (axis: Axis) => move(distributed(chosen(), axis)),
    /** Moves what is selected by steps of the grid; strokes that follow each other are one undo entry. */
    nudge: (dx: number, dy: number) => {
      const boxes = chosen();
      move(
        new Map([...boxes].map(([key, { x, y }]) => [key, { x: x + dx * GRID, y: y + dy * GRID }])),
        "nudge",
      );
    },
    /** Lays out everything, what is selected, or what nobody has put anywhere yet. */
    tidy,
    /** Puts each step into a map, or out of its own (`null`), as one undo entry. */
    putInto: (goals: ReadonlyMap<string, string | null>) => {
      const { document, edit } = state();
      const put = putInto(document, goals);
      if (put.why !== null) {
        toast.info("It cannot stand inside the map", put.why);
        return;
      }
      edit(() => withRoom(document, put.document, registry));
      if (put.cut.length > 0) toast.info(...wordsOfCut(put.cut));
    },
  };
}

/** Places further down, where they would lie over what somebody has placed. */
function allBelow(
  laid: ReadonlyMap<string, Point>,
  known: ReadonlyMap<string, Box>,
): ReadonlyMap<string, Point> {
  const fixed = [...known].flatMap(([id, box]) => (laid.has(id) ? [] : [box]));
  const boxes = [...laid].map(([id, at]) => ({ ...known.get(id)!, ...at }));
  let down = 0;
  const hit = () =>
    fixed.find((box) => boxes.some((one) => overlaps(box, { ...one, y: one.y + down })));
  while (hit()) down += 4 * GRID;
  return new Map([...laid].map(([id, { x, y }]) => [id, { x, y: y + down }]));
}
