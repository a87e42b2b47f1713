import { registry } from "../../../../workflows/steps/index.ts";
import { parseEnd } from "../../../../workflows/core/document.ts";
import type { StepDefinition } from "../../../../workflows/core/define-step.ts";
import type { TriggerType } from "../../../../workflows/core/triggers.ts";
import {
  COLUMN_GAP,
  HEADER_HEIGHT,
  NODE_WIDTH,
  snap,
  type Point,
} from "../../../graph/geometry.ts";
import { nestingOf } from "../../../graph/inside.ts";
import { isMap } from "../../../graph/node-ports.ts";
import { freeSpot, placeNodes, sizeOf, spotInside } from "../../../graph/place.ts";
import { toast } from "../../../ui/toast.tsx";
import { placeAll, placeDrawn } from "../../layout/place-drawn.ts";
import { below } from "../../layout/push-aside.ts";
import { wireId } from "../../../graph/wire-id.ts";
import { addNode, nodeIds } from "../../store/edits.ts";
import { addAtPort, mapOfWire, putIntoWire, type PortEnd } from "../../store/fitting-steps.ts";
import { newNodeId } from "../../store/node-id.ts";
import { addNote, NOTE_HEIGHT, NOTE_WIDTH } from "../../store/notes.ts";
import { addTrigger, tooManyTriggers } from "../../store/trigger-edits.ts";
import { triggerKey } from "../../store/trigger-key.ts";
import { wireAfter } from "../../store/wiring.ts";
import { clearOfWires } from "../covered-wires.ts";
import { clearOfSource, withRoom } from "../make-room.ts";
import { middleOf, put, reveal, type Env } from "./env.ts";

/** Adding steps, triggers and notes. */
export function adding(env: Env) {
  const { state } = env;

  function insert(kind: string, at: Point, behind: string | null, map: string | null) {
    const { document } = state();
    const id = newNodeId(kind, nodeIds(document));
    const node = { id, kind, ...(map === null ? {} : { parent: map }) };
    const added = addNode(document, node, at);
    const wired = behind === null ? added : wireAfter(added, registry, behind, id);
    put(env, withRoom(document, wired, registry), [id]);
  }

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

  const actions = {
    /** Adds a step where it was dropped: into `wire`, inside `map`, or below what lies there already. */
    addAt: (kind: string, at: Point, map: string | null, wire: string | null = null) => {
      const { document } = state();
      const spot = { x: at.x - NODE_WIDTH / 2, y: at.y - HEADER_HEIGHT / 2 };
      if (wire !== null) {
        const id = newNodeId(kind, nodeIds(document));
        const parent = mapOfWire(document, wire);
        const node = { id, kind, ...(parent === null ? {} : { parent }) };
        const added = addNode(document, node, snap(spot));
        const source = document.wires?.find((one) => wireId(one) === wire)?.from ?? "";
        const next = clearOfSource(
          putIntoWire(added, registry, wire, id),
          registry,
          parseEnd(source)?.node ?? "",
          id,
        );
        const roomy = withRoom(document, next, registry, { added: [id] });
        put(env, withRoom(roomy, clearOfWires(roomy, registry, id), registry), [id]);
        return;
      }
      const into = isMap({ kind }, registry) ? null : map;
      insert(kind, freeSpot(spot, kind, document, registry, into), null, into);
    },

    /** Adds a step behind the one selected, wired where there is no doubt, else in the middle of the view. */
    add: (kind: string) => {
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
        reveal(env, { ...at, ...size });
        return;
      }
      const map = only === undefined ? null : (parentOf.get(only) ?? null);
      const into = isMap({ kind }, registry) ? null : map;
      const beside = into === map || map === null ? anchor : places.get(map);
      const center = middleOf(env);
      const wanted = beside
        ? { x: beside.x + beside.width + COLUMN_GAP, y: beside.y }
        : { x: center.x - size.width / 2, y: center.y - size.height / 2 };
      const at = freeSpot(wanted, kind, document, registry, into);
      insert(kind, at, anchor ? (only ?? null) : null, into);
      reveal(env, { ...at, ...size });
    },

    /** Adds a step wired to a port: where the wire was let go, else in the column beside the port's node. */
    addAtPort: (step: StepDefinition, end: PortEnd, at: Point | null) => {
      const { document } = state();
      const box = placeNodes(document, registry).get(end.node);
      if (!box) return;
      const size = sizeOf({ kind: step.kind }, registry);
      const beside = end.side === "source" ? box.width + COLUMN_GAP : -COLUMN_GAP - size.width;
      const dropped = at && {
        x: end.side === "source" ? at.x : at.x - size.width,
        y: at.y - HEADER_HEIGHT / 2,
      };
      const parent = nestingOf(document, registry).parentOf.get(end.node) ?? null;
      const wanted = dropped ?? { x: box.x + beside, y: box.y };
      const into = isMap({ kind: step.kind }, registry) ? null : parent;
      const spot = freeSpot(wanted, step.kind, document, registry, into);
      const added = addAtPort(document, registry, end, step, spot);
      put(env, withRoom(document, added.document, registry), [added.id]);
      reveal(env, { ...spot, ...size });
    },

    /** Adds a step into a wire, in the middle between the wire's nodes when no place is given. */
    insertInto: (kind: string, wire: string, at: Point | null) => {
      const { document } = state();
      const places = placeNodes(document, registry);
      const found = document.wires?.find((one) => wireId(one) === wire);
      const from = places.get(parseEnd(found?.from ?? "")?.node ?? "");
      const to = places.get(parseEnd(found?.to ?? "")?.node ?? "");
      if (!from || !to) return;
      const between = {
        x: (from.x + from.width + to.x) / 2,
        y: (from.y + to.y + HEADER_HEIGHT) / 2,
      };
      actions.addAt(kind, at ?? between, null, wire);
    },

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
  return actions;
}
