import { MarkerType, Position, type Edge, type Node, type NodeHandle } from "@xyflow/react";
import type { PipelineDocument } from "../../workflows/core/document.ts";
import type { RunPlan } from "../../workflows/core/plan.ts";
import { registry } from "../../workflows/steps/index.ts";
import { NODE_WIDTH } from "../builder/layout/geometry.ts";
import { placeNodes } from "../builder/layout/place.ts";
import type { NodeRun } from "../builder/run/run-view.ts";
import { layered, type Place } from "../evidence/layered.ts";
import { statusLook } from "../ui/status-look.ts";
import type { Blocked } from "./blocked.ts";
import type { ItemCounts, NodeState } from "./live-state.ts";
import { shownStatus } from "./status.tsx";

const STEP_WIDTH = NODE_WIDTH;
const STEP_HEIGHT = 92;
const SIZE = { width: STEP_WIDTH, height: STEP_HEIGHT };

/** Where wires end at a step: known, not measured, or React Flow draws none after a change until it has measured again. */
const HANDLES = [handle("target", Position.Left, 0), handle("source", Position.Right, STEP_WIDTH)];

function handle(type: NodeHandle["type"], position: Position, x: number): NodeHandle {
  return { type, position, x: x - 3, y: STEP_HEIGHT / 2 - 3, width: 6, height: 6 };
}

/** The editor's steps are taller, as they show their ports, and wires need room there: its places are drawn together by this much. */
const SQUEEZE = { x: 0.86, y: 0.75 };

export type StepFlowNode = Node<StepData, "step">;

interface StepData extends Record<string, unknown> {
  run: NodeRun;
  /** How many lines of why it failed have room below it. */
  lines: number;
}

/** What a graph shows of each step, by node. */
export interface GraphStates {
  states: ReadonlyMap<string, NodeState>;
  blocked: ReadonlyMap<string, Blocked>;
  counts: ReadonlyMap<string, ItemCounts>;
}

type Wire = { from: string; port: string; to: string };

/** Kinds whose outputs are branches: their wires are named. */
const BRANCHING = new Set(["control.condition", "control.switch", "governance.review"]);

/** Where the nodes of a run lie: as the designer laid them out, or in layers when one has no place. */
export function placeSteps(plan: RunPlan, document: PipelineDocument): Record<string, Place> {
  const drawn = document.layout?.nodes ?? {};
  const ids = plan.nodes.map(({ id }) => id);
  if (ids.length > 0 && ids.every((id) => Object.hasOwn(drawn, id))) {
    // A map lies where its frame begins, not where it was put down while it was empty.
    const places = placeNodes(document, registry);
    return Object.fromEntries(
      ids.map((id) => {
        const { x, y } = places.get(id) ?? drawn[id]!;
        return [id, { x: x * SQUEEZE.x, y: y * SQUEEZE.y }];
      }),
    );
  }
  return layered(ids, wiresOf(plan), {
    ...SIZE,
    gapX: 36,
    // A line of why a step failed has room below it.
    gapY: 32,
  });
}

export function flowNodes(
  plan: RunPlan,
  places: Record<string, Place>,
  { states, blocked, counts }: GraphStates,
  lines: Readonly<Record<string, number>>,
  selected: string | null,
): StepFlowNode[] {
  return plan.nodes.flatMap((step) => {
    const state = states.get(step.id);
    if (!state) return [];
    const held = blocked.get(step.id);
    const items = counts.get(step.id) ?? null;
    const shown = shownStatus(state, step, held, items);
    return {
      id: step.id,
      type: "step" as const,
      position: places[step.id] ?? { x: 0, y: 0 },
      data: {
        run: {
          step,
          state,
          shown,
          blocked: held,
          counts: items,
          inside: null,
        },
        lines: lines[step.id] ?? 0,
      },
      selected: step.id === selected,
      ...SIZE,
      measured: SIZE,
      handles: HANDLES,
      ariaLabel: `${step.title} (${step.id}): ${statusLook(shown).label}`,
    };
  });
}

/** Of the bubble below a step, in pixels: its border, padding and distance from the step, and a line; and how many it has at most. */
const BUBBLE = { around: 14, line: 15, most: 4 };

/** How many lines the bubble below each step may have without covering what lies there. */
export function linesBelow(places: Readonly<Record<string, Place>>): Record<string, number> {
  const all = Object.values(places);
  const lines = ({ x, y }: Place) => {
    let room = Infinity;
    for (const other of all)
      if (other.y > y && Math.abs(other.x - x) < STEP_WIDTH)
        room = Math.min(room, other.y - y - STEP_HEIGHT);
    return Math.max(0, Math.min(BUBBLE.most, Math.floor((room - BUBBLE.around) / BUBBLE.line)));
  };
  return Object.fromEntries(Object.entries(places).map(([id, place]) => [id, lines(place)]));
}

/** Wires as what happened on them: not reached yet, passed, passing now, or not taken. */
export function flowEdges(plan: RunPlan, states: ReadonlyMap<string, NodeState>): Edge[] {
  const kinds = new Map(plan.nodes.map(({ id, kind }) => [id, kind]));
  const edges = new Map<string, Edge>();
  for (const { from, port, to } of wiresOf(plan)) {
    const handles = port === "error";
    const kind = kinds.get(from) ?? "";
    const waits = kind === "control.wait" && port !== "out";
    const named = handles || waits || BRANCHING.has(kind);
    const id = named ? `${from}.${port}-${to}` : `${from}-${to}`;
    const source = states.get(from);
    const target = states.get(to);
    const taken = handles
      ? source?.status === "failed"
      : source?.status === "done" && source.last?.outputs?.[port] !== undefined;
    const passing = taken && target?.status === "running";
    if (edges.get(id)?.data?.["taken"] && !taken) continue;
    const color = !taken
      ? "var(--color-line-strong)"
      : handles
        ? "var(--color-danger)"
        : "var(--color-muted)";
    edges.set(id, {
      id,
      source: from,
      target: to,
      animated: passing,
      focusable: false,
      selectable: false,
      data: { taken },
      ...(named ? { label: port } : {}),
      style: {
        stroke: color,
        strokeWidth: 1.5,
        ...(isMissed(source, target) || (handles && !taken) ? MISSED : {}),
      },
      markerEnd: { type: MarkerType.ArrowClosed, color, width: 14, height: 14 },
    });
  }
  return [...edges.values()];
}

const MISSED = { strokeDasharray: "3 4" };

function isMissed(source: NodeState | undefined, target: NodeState | undefined): boolean {
  return target?.status === "skipped" || source?.status === "skipped";
}

/** All wires of the graph; one that leads into a map leads to the map, which is drawn as one step. */
function wiresOf(plan: RunPlan): Wire[] {
  return plan.nodes.flatMap(({ id, needs, map }) => {
    const inside = new Set(map?.body.map((node) => node.id));
    const entering = (map?.body ?? []).flatMap((node) =>
      Object.values(node.needs)
        .flat()
        .filter((end) => !inside.has(end.node)),
    );
    return [...Object.values(needs).flat(), ...entering].map(({ node, port }) => ({
      from: node,
      port,
      to: id,
    }));
  });
}
