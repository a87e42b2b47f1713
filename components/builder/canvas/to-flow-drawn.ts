import type { StepRegistry } from "../../../workflows/core/define-step.ts";
import type { PipelineDocument } from "../../../workflows/core/document.ts";
import type { Box } from "../../graph/geometry.ts";
import { collapsedOf } from "../layout/group-boxes.ts";
import { groupKey, noteKey } from "../store/canvas-key.ts";
import { withInside } from "../store/edits.ts";
import { groupingOf } from "../store/groups.ts";
import { noteBox } from "../store/notes.ts";
import { triggerKey } from "../store/trigger-key.ts";
import type { FlowCache, GroupFlowNode, NoteFlowNode, TriggerFlowNode } from "./flow-types.ts";
import { handlesOf } from "./handles.ts";

type DrawnNode = TriggerFlowNode | GroupFlowNode | NoteFlowNode;

/** Frames lie behind everything, notes before them; a selected one comes before its like (React Flow adds 1,000). */
const FRAME_Z = -3_000;
const NOTE_Z = -2_000;

/**
 * What the document draws besides its nodes: frames and nodes of groups, notes, triggers. `places` are the boxes of groups
 * and triggers, by their keys. What has not changed keeps its identity, by `cache`.
 */
export function toFlowDrawn(
  document: PipelineDocument,
  places: ReadonlyMap<string, Box>,
  selected: ReadonlySet<string>,
  registry: StepRegistry,
  cache: FlowCache,
): DrawnNode[] {
  const next = new Map<string, DrawnNode>();
  const put = (key: string, box: Box, subject: unknown, make: () => DrawnNode) => {
    const before = cache.drawn.get(key);
    const same =
      before !== undefined &&
      before.selected === selected.has(key) &&
      before.position.x === box.x &&
      before.position.y === box.y &&
      before.width === box.width &&
      before.height === box.height &&
      subjectOf(before) === subject;
    next.set(key, same ? before : make());
  };
  const common = (key: string, box: Box) => {
    const size = { width: box.width, height: box.height };
    return {
      id: key,
      position: { x: box.x, y: box.y },
      selected: selected.has(key),
      ...size,
      measured: size,
      handles: [],
    };
  };
  const { ports: portsOfGroup } = collapsedOf(document, registry);
  for (const [id] of groupingOf(document).members) {
    const key = groupKey(id);
    const box = places.get(key);
    const group = document.layout?.groups?.[id];
    if (!box || !group) continue;
    const ports = portsOfGroup.get(id) ?? null;
    const before = cache.drawn.get(key);
    const steps = [...withInside(document, [key])].filter((step) => step !== key);
    // The ports of a collapsed group hang on wires, its steps on what stands in its maps: the same group may get others.
    const subject = sameInside(before, steps, ports) ? group : null;
    put(key, box, subject, () => {
      const base = common(key, box);
      return {
        ...base,
        type: ports ? "collapsed" : "frame",
        data: { id, group, steps, ports },
        connectable: ports !== null,
        handles: ports ? handlesOf(ports, base, false) : [],
        ariaLabel: `Group ${group.title ?? id}, ${steps.length} steps${ports ? ", collapsed" : ""}`,
        // Only its title is there for the pointer: wires and the canvas go through.
        ...(ports
          ? {}
          : { zIndex: FRAME_Z, style: { pointerEvents: "none" }, dragHandle: ".pb-frame-head" }),
      };
    });
  }
  for (const [id, note] of Object.entries(document.layout?.notes ?? {})) {
    const key = noteKey(id);
    put(key, noteBox(note), note, () => ({
      ...common(key, noteBox(note)),
      type: "note",
      data: { id, note },
      connectable: false,
      zIndex: NOTE_Z,
      ariaLabel: `Note: ${note.text.slice(0, 80) || "empty"}`,
    }));
  }
  for (const spec of document.triggers ?? []) {
    const key = triggerKey(spec.id);
    const box = places.get(key);
    if (!box || next.has(key)) continue;
    put(key, box, spec, () => ({
      ...common(key, box),
      type: "trigger",
      connectable: false,
      data: { spec },
      ariaLabel: `Trigger ${spec.title ?? spec.id}, ${spec.type}`,
    }));
  }
  cache.drawn = next;
  return [...next.values()];
}

function subjectOf(node: DrawnNode): unknown {
  if (node.type === "trigger") return node.data.spec;
  return node.type === "note" ? node.data.note : (node as GroupFlowNode).data.group;
}

function sameInside(
  before: DrawnNode | undefined,
  steps: readonly string[],
  ports: GroupFlowNode["data"]["ports"],
): boolean {
  if (before?.type !== "frame" && before?.type !== "collapsed") return false;
  if (before.data.steps.length !== steps.length) return false;
  const own = before.data.ports;
  if (own === null || ports === null) return own === ports;
  const same = (a: readonly (readonly [string, unknown])[], b: typeof a) =>
    a.length === b.length && a.every(([name], index) => name === b[index]![0]);
  return same(own.inputs, ports.inputs) && same(own.outputs, ports.outputs);
}
