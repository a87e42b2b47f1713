import { registry } from "../../../../workflows/steps/index.ts";
import { parseEnd, type PipelineDocument } from "../../../../workflows/core/document.ts";
import type { StepDefinition } from "../../../../workflows/core/define-step.ts";
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
import { wireId } from "../../../graph/wire-id.ts";
import { addNode, nodeIds } from "../../store/edits.ts";
import { addAtPort, mapOfWire, putIntoWire, type PortEnd } from "../../store/fitting-steps.ts";
import { newNodeId } from "../../store/node-id.ts";
import { wireAfter } from "../../store/wiring.ts";
import { clearOfWires } from "../covered-wires.ts";
import { clearOfSource, withRoom } from "../make-room.ts";
import { middleOf, put, reveal, type Env } from "./env.ts";

/** Adding steps. */
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

  const actions = {
    /** Adds a step where it was dropped: into `wire`, inside `map`, or below what lies there already. */
    addAt: (kind: string, at: Point, map: string | null, wire: string | null = null) => {
      const { document } = state();
      const spot = { x: at.x - NODE_WIDTH / 2, y: at.y - HEADER_HEIGHT / 2 };
      if (wire !== null) {
        const { next, id } = intoWire(document, kind, snap(spot), wire);
        put(env, next, [id]);
        return;
      }
      const into = isMap({ kind }, registry) ? null : map;
      insert(kind, freeSpot(spot, kind, document, registry, into), null, into);
    },

    /** Adds a step behind the one selected, wired where there is no doubt, else in the middle of the view. */
    add: (kind: string) => {
      const { document, selection } = state();
      const [only] = selection.nodes.size === 1 ? [...selection.nodes] : [];
      const { at, behind, map } = spotBehind(document, kind, only, middleOf(env));
      insert(kind, at, behind, map);
      reveal(env, { ...at, ...sizeOf({ kind }, registry) });
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
  };
  return actions;
}

/** The document with a step in a wire, and room made for it. */
function intoWire(document: PipelineDocument, kind: string, at: Point, wire: string) {
  const id = newNodeId(kind, nodeIds(document));
  const parent = mapOfWire(document, wire);
  const node = { id, kind, ...(parent === null ? {} : { parent }) };
  const added = addNode(document, node, at);
  const source = document.wires?.find((one) => wireId(one) === wire)?.from ?? "";
  const wired = clearOfSource(
    putIntoWire(added, registry, wire, id),
    registry,
    parseEnd(source)?.node ?? "",
    id,
  );
  const roomy = withRoom(document, wired, registry, { added: [id] });
  return { next: withRoom(roomy, clearOfWires(roomy, registry, id), registry), id };
}

/** Where a step stands that is added with `only` selected, what it is wired behind, and in which map. */
function spotBehind(
  document: PipelineDocument,
  kind: string,
  only: string | undefined,
  center: Point,
): { at: Point; behind: string | null; map: string | null } {
  const places = placeNodes(document, registry);
  const { inside, parentOf } = nestingOf(document, registry);
  // Into the map that is selected while it is empty, else beside what is selected.
  if (only !== undefined && inside.get(only)?.length === 0 && !isMap({ kind }, registry))
    return { at: spotInside(only, kind, document, registry), behind: null, map: only };
  const anchor = only === undefined ? undefined : places.get(only);
  const around = only === undefined ? null : (parentOf.get(only) ?? null);
  const map = isMap({ kind }, registry) ? null : around;
  const beside = map === around || around === null ? anchor : places.get(around);
  const size = sizeOf({ kind }, registry);
  const wanted = beside
    ? { x: beside.x + beside.width + COLUMN_GAP, y: beside.y }
    : { x: center.x - size.width / 2, y: center.y - size.height / 2 };
  const at = freeSpot(wanted, kind, document, registry, map);
  return { at, behind: anchor ? (only ?? null) : null, map };
}
