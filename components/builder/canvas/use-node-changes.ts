"use client";
import type { NodeChange } from "@xyflow/react";
import { useCallback, useRef, useState } from "react";
import { registry } from "../../../workflows/steps/index.ts";
import { parseEnd, type PipelineDocument } from "../../../workflows/core/document.ts";
import { toast } from "../../ui/toast.tsx";
import { center, type Box } from "../../graph/geometry.ts";
import { isMap } from "../../graph/node-ports.ts";
import { mapAt } from "../../graph/place.ts";
import { wireAt, type Span } from "../layout/wire-at.ts";
import { groupKey, isStepKey, noteOf } from "../store/canvas-key.ts";
import { moveNodes } from "../store/edits.ts";
import { useEditorStore } from "../store/editor-context.tsx";
import { groupingOf } from "../store/groups.ts";
import { dropNodes } from "./drop-nodes.ts";
import type { FlowNode, FlowWire } from "./flow-types.ts";
import { liveBoxes } from "./live-boxes.ts";
import { groupAt, loosened, movedBoxes } from "./moved-boxes.ts";
import { wordsOfCut } from "./words.ts";
import { spansFor } from "./wire-spans.ts";

type Live = ReadonlyMap<string, Box>;
const STILL: Live = new Map();

/**
 * React Flow's changes of nodes: selecting goes into the store at once, a drag is only drawn (`live`) and written into the
 * document when it ends, as one undo entry.
 */
export function useNodeChanges(
  readOnly: boolean,
  drawn: () => { nodes: readonly FlowNode[]; wires: readonly FlowWire[] },
): { live: Live; onNodesChange: (changes: NodeChange<FlowNode>[]) => void } {
  const store = useEditorStore();
  const [live, setLive] = useState(STILL);
  const held = useRef<{ spans: Span[] } | null>(null);

  const onNodesChange = useCallback(
    (changes: NodeChange<FlowNode>[]) => {
      const { selection: before, edit, select, setOver, document } = store.getState();
      const chosen = selectedBy(changes, before.nodes);
      if (chosen) select({ nodes: chosen, wires: before.wires });
      if (readOnly) return;
      const resized = changes.find(
        (one) => one.type === "dimensions" && one.resizing !== undefined,
      );
      if (resized?.type === "dimensions") {
        // The note itself writes its size when the resizing ends.
        setLive((now) => resizedLive(now, resized, changes, document));
        return;
      }
      const { moved, dragging } = movedBoxes(changes, document);
      if (moved.size === 0) return;
      if (dragging) {
        held.current ??= { spans: insertable(moved, document, drawn()) };
        const { over, wire } = goalOf(moved, document, held.current.spans);
        setOver(over, wire);
        setLive(liveBoxes(document, moved));
        return;
      }
      const wire = store.getState().overWire;
      if (held.current) {
        const put = dropNodes(document, moved, wire);
        if (put.why !== null) toast.info("It cannot stand inside the map", put.why);
        else edit(() => put.document);
        if (put.cut.length > 0) toast.info(...wordsOfCut(put.cut));
      } else edit((now) => moveNodes(now, moved), "nudge");
      held.current = null;
      setOver(null);
      setLive(STILL);
    },
    [store, readOnly, drawn],
  );

  return { live, onNodesChange };
}

/** A note as it is drawn while it is resized. */
function resizedLive(
  before: Live,
  { id, resizing, dimensions }: NodeChange<FlowNode> & { type: "dimensions" },
  changes: readonly NodeChange<FlowNode>[],
  document: PipelineDocument,
): Live {
  const note = document.layout?.notes?.[noteOf(id) ?? ""];
  if (!resizing || !note) return STILL;
  const at = changes.find((one) => one.type === "position" && one.id === id);
  const place = at?.type === "position" ? at.position : undefined;
  const { x, y, width, height } = { ...note, ...before.get(id), ...place, ...dimensions };
  return new Map([[id, { x, y, width, height }]]);
}

/** The wires in which the one step that is dragged could stand; none for a step that is wired already. */
function insertable(
  moved: ReadonlyMap<string, Box>,
  document: PipelineDocument,
  { nodes, wires }: { nodes: readonly FlowNode[]; wires: readonly FlowWire[] },
): Span[] {
  const [id] = moved.size === 1 ? [...moved.keys()] : [];
  const node = id === undefined ? undefined : document.nodes.find((one) => one.id === id);
  const step = node && registry.get(node.kind);
  if (!node || !step || isMap(node, registry)) return [];
  const isWired = document.wires?.some(
    ({ from, to }) => parseEnd(from)?.node === id || parseEnd(to)?.node === id,
  );
  return isWired ? [] : spansFor(step, document, nodes, wires);
}

/** Where what is dragged would fall: into a wire, a map, or a group by its key. */
function goalOf(
  moved: ReadonlyMap<string, Box>,
  document: PipelineDocument,
  spans: readonly Span[],
): { over: string | null; wire: string | null } {
  const [first] = moved;
  if (first && spans.length > 0) {
    const wire = wireAt(spans, center(first[1]), first[1].height * 0.45);
    if (wire !== null) return { over: null, wire };
  }
  const [loose] = loosened(moved, document);
  const map = loose === undefined ? null : mapAt(center(moved.get(loose)!), document, registry);
  if (map !== null) return { over: map, wire: null };
  const { groupOf, members } = groupingOf(document);
  if (!document.layout?.groups || !first || !isStepKey(first[0])) return { over: null, wire: null };
  const own = groupOf.get(first[0]);
  if (own !== undefined && members.get(own)!.every((id) => moved.has(id)))
    return { over: null, wire: null };
  const group = groupAt(center(first[1]), document);
  return { over: group === null ? null : groupKey(group), wire: null };
}

/** The selection after React Flow's changes; null when they change none. */
export function selectedBy(
  changes: readonly { type: string; id?: string; selected?: boolean }[],
  before: ReadonlySet<string>,
): Set<string> | null {
  let next: Set<string> | null = null;
  for (const change of changes) {
    if (change.type !== "select" || change.id === undefined) continue;
    next ??= new Set(before);
    if (change.selected) next.add(change.id);
    else next.delete(change.id);
  }
  return next;
}
