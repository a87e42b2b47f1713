import { parseEnd } from "../../../workflows/core/document.ts";
import type { PlanNode } from "../../../workflows/core/plan.ts";
import { ERROR_PORT } from "../../../workflows/core/ports.ts";
import { blockedSteps, type Blocked } from "../blocked.ts";
import {
  applyEvents,
  fromSnapshot,
  isOver,
  itemCounts,
  nodeStates,
  withRetry,
  withWaits,
  type ItemCounts,
  type LiveState,
  type NodeState,
  type RunEvent,
} from "../live-state.ts";
import { shownStatus, type ShownStatus } from "../status.tsx";
import type { PendingSteps, RunDetails } from "../types.ts";
import { wireId } from "../../graph/wire-id.ts";

/** What a step does in a run, as it is shown on a graph, in a row and in a panel. */
export interface NodeRun {
  step: PlanNode;
  state: NodeState;
  /** Its state as `statusLook` knows it. */
  shown: ShownStatus;
  blocked: Blocked | undefined;
  /** Of a map. */
  counts: ItemCounts | null;
  /** The map it runs in, once for each item: its state is the map's. */
  inside: string | null;
}

/** What happened on a wire. */
export type WireRun = "passed" | "passing" | "missed";

/** A run as it is shown. What has not changed keeps its identity, node by node and wire by wire. */
export interface RunView {
  details: RunDetails;
  /** Where the first facts stand in the stream of events: it is followed from there. */
  from: string;
  live: LiveState;
  /** What Temporal said of steps that wait for a worker or for their next attempt; null until it was asked. */
  pending: PendingSteps | null;
  /** Every step of the plan, and those inside its maps. */
  nodes: ReadonlyMap<string, NodeRun>;
  wires: ReadonlyMap<string, WireRun>;
  /** The wires of the document that ran, by each node they are at. */
  wiring: ReadonlyMap<string, readonly Wire[]>;
}

interface Wire {
  id: string;
  from: { node: string; port: string };
  to: { node: string; port: string };
}

/** A run as its facts have it, before any event. */
export function viewOf(details: RunDetails): RunView {
  const live = fromSnapshot(details);
  const from = details.cursor;
  const wiring = wiringOf(details);
  const [nodes, wires] = [new Map(), new Map()];
  return derived({ details, from, live, pending: null, nodes, wires, wiring }, null);
}

/** The view after events; only the nodes they are about are looked at, and the wires at them. */
export function withEvents(view: RunView, events: readonly RunEvent[]): RunView {
  const heard = applyEvents(view.live, events);
  if (heard === view.live) return view;
  const [now, before] = [heard.run.status, view.live.run.status];
  const everywhere = isOver(now) !== isOver(before) || (now === "paused") !== (before === "paused");
  const touched = new Set(
    events.flatMap(({ node, item, type }) =>
      node && !item && (type === "step" || type === "progress") ? [node] : [],
    ),
  );
  // The facts may have been read before their steps were heard of.
  const read = view.details.steps.filter(({ node }) => touched.has(node));
  const live = withWaits(heard, read);
  return derived({ ...view, live }, everywhere ? null : touched);
}

/** The view with facts read anew: they say what events do not, and change nothing that was heard. */
export function withDetails(view: RunView, details: RunDetails): RunView {
  const live = withWaits(view.live, details.steps);
  return derived({ ...view, details, live }, null);
}

/** The view with what Temporal says of steps that wait for a worker or for their next attempt. */
export function withPending(view: RunView, pending: PendingSteps): RunView {
  return derived({ ...view, pending }, null);
}

/** @param touched the nodes to look at; all when null */
function derived(view: RunView, touched: ReadonlySet<string> | null): RunView {
  const { details, live } = view;
  const steps = details.plan.nodes.filter(({ id }) => !touched || touched.has(id));
  const attempted = nodeStates(Object.values(live.steps), steps);
  const over = isOver(live.run.status);
  const blocked = over
    ? new Map<string, Blocked>()
    : blockedSteps(view.pending?.pending ?? [], details.slots);
  const nodes = new Map(view.nodes);
  const changed = new Set<string>();
  const put = (id: string, next: NodeRun) => {
    const before = nodes.get(id);
    if (before && same(before, next)) return;
    nodes.set(id, next);
    changed.add(id);
  };
  for (const step of steps) {
    const known = attempted.get(step.id)!;
    const state = over ? ended(known) : withRetry(known, step, view.pending ?? undefined);
    const body = step.map?.body ?? [];
    // What holds up a step inside a map holds up the map.
    const held = [step, ...body].map(({ id }) => blocked.get(id)).find(Boolean);
    // One whose result was reused or pinned had no items of its own.
    const counts =
      step.map && !state.last?.cached ? itemCounts(state.last, details.maps[step.id]) : null;
    const shown = shownStatus(state, step, held, counts, isHeld(view, step, counts));
    put(step.id, { step, state, shown, blocked: held, counts, inside: null });
    for (const inner of body)
      put(inner.id, {
        step: inner,
        state: { status: state.status, attempts: [], last: null },
        shown: state.status === "running" && blocked.has(inner.id) ? "queued" : shown,
        blocked: blocked.get(inner.id),
        counts,
        inside: step.id,
      });
  }
  if (changed.size === 0) return { ...view, nodes: view.nodes };
  return { ...view, nodes, wires: wiresOf(view, nodes, changed) };
}

/** Whether the run is paused and nothing of a map, or of a sub-pipeline, goes on that had begun before. */
function isHeld({ live, details }: RunView, { id }: PlanNode, counts: ItemCounts | null): boolean {
  if (live.run.status !== "paused") return false;
  if (counts) return counts.running === 0;
  return details.children.some(({ node, status }) => node === id && status === "paused");
}

function wiringOf({ document }: RunDetails): Map<string, Wire[]> {
  const at = new Map<string, Wire[]>();
  for (const wire of document.wires ?? []) {
    const from = parseEnd(wire.from);
    const to = parseEnd(wire.to);
    if (!from || !to) continue;
    for (const node of new Set([from.node, to.node])) {
      const there = at.get(node) ?? [];
      there.push({ id: wireId(wire), from, to });
      at.set(node, there);
    }
  }
  return at;
}

/** In a run that is over, what nobody has begun never will be. */
function ended(state: NodeState): NodeState {
  return state.status === "pending" ? { ...state, status: "unbegun" } : state;
}

function same(a: NodeRun, b: NodeRun): boolean {
  return (
    a.shown === b.shown &&
    a.state.status === b.state.status &&
    a.state.attempts.length === b.state.attempts.length &&
    a.state.attempts.every((attempt, index) => attempt === b.state.attempts[index]) &&
    JSON.stringify([a.blocked, a.counts, a.state.retry]) ===
      JSON.stringify([b.blocked, b.counts, b.state.retry])
  );
}

function wiresOf(
  { wiring, wires: before }: RunView,
  nodes: ReadonlyMap<string, NodeRun>,
  changed: ReadonlySet<string>,
): ReadonlyMap<string, WireRun> {
  const next = new Map(before);
  let differs = false;
  const touched = [...changed].flatMap((node) => wiring.get(node) ?? []);
  for (const { id, from, to } of touched) {
    const what = wireRun(nodes.get(from.node), from.port, nodes.get(to.node));
    if (before.get(id) === what) continue;
    differs = true;
    if (what) next.set(id, what);
    else next.delete(id);
  }
  return differs ? next : before;
}

/**
 * What happened on a wire between two steps; nothing while it is open whether something will pass.
 * @param port of the source
 */
export function wireRun(
  source: NodeRun | undefined,
  port: string,
  target: NodeRun | undefined,
): WireRun | undefined {
  if (!source || !target) return undefined;
  const { status, last } = source.state;
  const to = target.state.status;
  const begun = to !== "pending" && to !== "unbegun";
  if (source.inside !== null) {
    if (status === "skipped") return "missed";
    return status === "done" ? "passed" : status === "running" ? "passing" : undefined;
  }
  if (status === "skipped" || status === "cancelled" || status === "unbegun") return "missed";
  if (port === ERROR_PORT)
    return status === "failed" && begun ? "passed" : status === "done" ? "missed" : undefined;
  if (status === "failed") return "missed";
  if (status !== "done") return undefined;
  if (last?.outputs?.[port] === undefined || to === "skipped") return "missed";
  return to === "running" || to === "waiting" ? "passing" : begun ? "passed" : undefined;
}
