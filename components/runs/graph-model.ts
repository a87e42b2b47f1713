import { MarkerType, Position, type Edge, type Node, type NodeHandle } from "@xyflow/react";
import type { PipelineDocument } from "../../workflows/core/document.ts";
import type { PlanNode, RunPlan } from "../../workflows/core/plan.ts";
import { registry } from "../../workflows/steps/index.ts";
import { NODE_WIDTH } from "../graph/geometry.ts";
import { placeNodes } from "../graph/place.ts";
import { linesBelow, MARK } from "../graph/room-below.ts";
import { layered, type Place } from "../evidence/layered.ts";
import { statusLook } from "../ui/status-look.ts";
import { wireRun, type NodeRun, type WireRun } from "./live/run-view.ts";

const STEP_WIDTH = NODE_WIDTH;
const STEP_HEIGHT = 92;
const SIZE = { width: STEP_WIDTH, height: STEP_HEIGHT };

/** Where wires end at a step: known, not measured, or React Flow draws none after a change until it has measured again. */
const HANDLES = [handle("target", Position.Left, 0), handle("source", Position.Right, STEP_WIDTH)];

function handle(type: NodeHandle["type"], position: Position, x: number): NodeHandle {
  return { type, position, x: x - 3, y: STEP_HEIGHT / 2 - 3, width: 6, height: 6 };
}

/** The editor's steps are taller, as they show their ports, and wires need room there: its places are drawn together by this much at most. */
const SQUEEZE = { x: 0.86, y: 0.75 };

/** What stays between two steps as places are drawn together, in pixels. */
const GAP = 24;

export type StepFlowNode = Node<StepData, "step">;

interface StepData extends Record<string, unknown> {
  run: NodeRun;
  /** How many lines of why it failed have room below it. */
  lines: number;
}

type RunEdge = Edge<{ run: WireRun | undefined }>;

type Wire = { from: string; port: string; to: string };

/** Where the nodes of a run lie: as the designer laid them out, or in layers when one has no place. */
export function placeSteps(plan: RunPlan, document: PipelineDocument): Record<string, Place> {
  const drawn = document.layout?.nodes ?? {};
  const ids = plan.nodes.map(({ id }) => id);
  if (ids.length > 0 && ids.every((id) => Object.hasOwn(drawn, id))) {
    // A map lies where its frame begins, not where it was put down while it was empty.
    const places = placeNodes(document, registry);
    return drawnTogether(new Map(ids.map((id) => [id, places.get(id) ?? drawn[id]!])));
  }
  return layered(ids, wiresOf(plan), {
    ...SIZE,
    gapX: 36,
    // A line of why a step failed has room below it, and above the mark of the step that comes next.
    gapY: 32 + (plan.nodes.some(({ phase }) => phase) ? MARK : 0),
  });
}

/** The places of an editor with less between them, but no step over another that was beside or below it. */
function drawnTogether(places: ReadonlyMap<string, Place>): Record<string, Place> {
  let { x, y } = SQUEEZE;
  const all = [...places.values()];
  for (const one of all)
    for (const other of all) {
      const [across, down] = [Math.abs(one.x - other.x), Math.abs(one.y - other.y)];
      if (across >= STEP_WIDTH && down * SQUEEZE.y < STEP_HEIGHT)
        x = Math.max(x, Math.min(1, (STEP_WIDTH + GAP) / across));
      if (across < STEP_WIDTH && down >= STEP_HEIGHT)
        y = Math.max(y, Math.min(1, (STEP_HEIGHT + GAP) / down));
    }
  return Object.fromEntries([...places].map(([id, at]) => [id, { x: at.x * x, y: at.y * y }]));
}

export function flowNodes(
  plan: RunPlan,
  places: Record<string, Place>,
  states: ReadonlyMap<string, NodeRun>,
  lines: Readonly<Record<string, number>>,
  selected: string | null,
): StepFlowNode[] {
  return plan.nodes.flatMap((step) => {
    const run = states.get(step.id);
    if (!run) return [];
    return {
      id: step.id,
      type: "step" as const,
      position: places[step.id] ?? { x: 0, y: 0 },
      data: { run, lines: lines[step.id] ?? 0 },
      selected: step.id === selected,
      ...SIZE,
      measured: SIZE,
      handles: HANDLES,
      ariaLabel: `${step.title} (${step.id}): ${statusLook(run.shown).label}`,
    };
  });
}

/** How many lines the bubble below each step may have without covering what lies there. */
export function linesIn(
  places: Readonly<Record<string, Place>>,
  plan: Pick<RunPlan, "nodes">,
): Record<string, number> {
  const boxes = Object.entries(places).map(([id, place]) => [id, { ...place, ...SIZE }] as const);
  const marked = plan.nodes.flatMap(({ id, phase }) => (phase ? [id] : []));
  return linesBelow(new Map(boxes), new Set(marked));
}

/** Wires as what happened on them; several between the same two steps are one line, unless they are named. */
export function flowEdges(plan: RunPlan, states: ReadonlyMap<string, NodeRun>): RunEdge[] {
  const nodes = new Map(plan.nodes.map((node) => [node.id, node]));
  const edges = new Map<string, RunEdge>();
  for (const { from, port, to } of wiresOf(plan)) {
    const handles = port === "error";
    const named = handles || isWay(nodes.get(from), port);
    const id = named ? `${from}.${port}-${to}` : `${from}-${to}`;
    const run = wireRun(states.get(from), port, states.get(to));
    const before = edges.get(id);
    if (before && TELLING.indexOf(before.data?.run) <= TELLING.indexOf(run)) continue;
    const taken = run === "passed" || run === "passing";
    const color = !taken
      ? "var(--color-line-strong)"
      : handles
        ? "var(--color-danger)"
        : "var(--color-muted)";
    edges.set(id, {
      id,
      source: from,
      target: to,
      animated: run === "passing",
      focusable: false,
      selectable: false,
      data: { run },
      ...(named ? { label: port } : {}),
      style: {
        stroke: color,
        strokeWidth: 1.5,
        ...(run === "missed" || (handles && !taken) ? MISSED : {}),
      },
      markerEnd: { type: MarkerType.ArrowClosed, color, width: 14, height: 14 },
    });
  }
  return [...edges.values()];
}

/** Whether an output is one of several ways on: of a decision, or of a step that waited, but for what that passes on. */
function isWay(node: PlanNode | undefined, port: string): boolean {
  const step = node && registry.get(node.kind);
  if (!step) return false;
  if (step.run.mode === "condition" || step.run.mode === "switch") return true;
  return (step.asks === "event" || step.asks === "review") && !step.outputs[port]?.sameAs;
}

const MISSED = { strokeDasharray: "3 4" };

/** Of what happened on several wires the first of these is shown. */
const TELLING: readonly (WireRun | undefined)[] = ["passing", "passed", undefined, "missed"];

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
