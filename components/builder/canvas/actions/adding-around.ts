import { registry } from "../../../../workflows/steps/index.ts";
import type { TriggerType } from "../../../../workflows/core/triggers.ts";
import { snap, type Point } from "../../../graph/geometry.ts";
import { toast } from "../../../ui/toast.tsx";
import { placeAll, placeDrawn } from "../../layout/place-drawn.ts";
import { below } from "../../layout/push-aside.ts";
import { addNote, NOTE_HEIGHT, NOTE_WIDTH } from "../../store/notes.ts";
import { addTrigger, tooManyTriggers } from "../../store/trigger-edits.ts";
import { triggerKey } from "../../store/trigger-key.ts";
import { middleOf, put, reveal, type Env } from "./env.ts";

/** Adding what stands around the steps: triggers and notes. */
export function addingAround(env: Env) {
  const { state } = env;

  /** A place for a note in the middle of the view, or below what lies there. */
  function clearOfAll(): Point {
    const boxes = [...placeAll(state().document, registry).values()];
    const center = middleOf(env);
    const { y } = below(boxes, {
      x: center.x - NOTE_WIDTH / 2,
      y: center.y - NOTE_HEIGHT / 2,
      width: NOTE_WIDTH,
      height: NOTE_HEIGHT,
    });
    return { x: center.x, y: y + NOTE_HEIGHT / 2 };
  }

  return {
    /** Adds a trigger, at the left of the graph when no place is given. */
    addTrigger: (type: TriggerType, at?: Point) => {
      const tooMany = tooManyTriggers(state().document, 1);
      if (tooMany) {
        toast.info("No trigger was added", tooMany);
        return;
      }
      const { document, id } = addTrigger(state().document, type, at && snap(at));
      const key = triggerKey(id);
      put(env, document, [key]);
      const box = placeDrawn(document, registry).get(key);
      if (box) reveal(env, box);
    },

    /** Adds a note, in the middle of the view when no place is given, and opens it for writing. */
    addNote: (at?: Point) => {
      const { document, key } = addNote(state().document, at ?? clearOfAll());
      put(env, document, [key]);
      const box = placeDrawn(document, registry).get(key);
      if (box) reveal(env, box);
      state().setRenaming(key);
    },
  };
}
