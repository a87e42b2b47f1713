import { parseEnd } from "../../../workflows/core/document.ts";
import type { PlanNode } from "../../../workflows/core/plan.ts";
import { ERROR_PORT } from "../../../workflows/core/ports.ts";
import { blockedSteps, type Blocked } from "../../runs/blocked.ts";
import {
  applyEvents,
  fromSnapshot,
  isOver,
  itemCounts,
  withRetry,
  type ItemCounts,
  type LiveState,
  type NodeState,
  type RunEvent,
  type Snapshot,
  type StepAttempt,
} from "../../runs/live-state.ts";
import { shownStatus, type ShownStatus } from "../../runs/status.tsx";
import type { PendingSteps, RunDetails } from "../../runs/types.ts";
import { wireId } from "../store/edits.ts";

/** What a node on the canvas shows of the run. */
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
type WireRun = "passed" | "passing" | "missed";

/** A run as the canvas shows it. What has not changed keeps its identity, node by node and wire by wire. */
export interface RunView {
  details: RunDetails;
  /** Where the first facts stand in the stream of events: it is followed from there. */
  from: string;
  live: LiveState;
  /** What Temporal said of steps that wait for a worker or for their next attempt; null until it was asked. */
  pending: PendingSteps | null;
  nodes: ReadonlyMap<string, NodeRun>;
  wires: ReadonlyMap<string, WireRun>;
  /** The wires of the document that ran, by each node they are at. */
  wiring: ReadonlyMap<string, readonly Wire[]>;
  /** By `node|attempt`: what an attempt waits for, which only the facts say. */
  waits: ReadonlyMap<string, StepAttempt["waitsFor"]>;
}

interface Wire {
  id: string;
  from: { node: string; port: string };
  to: { node: string; port: string };
}

export function viewOf(details: RunDetails): RunView {
  const live = fromSnapshot(details as unknown as Snapshot);
  const from = details.cursor;
  const wiring = wiringOf(details);
  const [nodes, wires, waits] = [new Map(), new Map(), waitsOf(details)];
  return derived({ details, from, live, pending: null, nodes, wires, wiring, waits }, null);
}

/** The view after events; only the nodes they are about are looked at, and the wires at them. */
export function withEvents(view: RunView, events: readonly RunEvent[]): RunView {
  const live = applyEvents(view.live, events);
  if (live === view.live) return view;
  const over = isOver(live.run.status) !== isOver(view.live.run.status);
  const touched = new Set(
    events.flatMap(({ node, item, type }) =>
      node && !item && (type === "step" || type === "progress") ? [node] : [],
    ),
  );
  return derived({ ...view, live }, over ? null : touched);
}

/** The view with facts read anew: they say what events do not, and change nothing that was heard. */
export function withDetails(view: RunView, details: RunDetails): RunView {
  return derived({ ...view, details, waits: waitsOf(details) }, null);
}

export function withPending(view: RunView, pending: PendingSteps): RunView {
  return derived({ ...view, pending }, null);
}

/** @param touched the nodes to look at; all when null */
function derived(view: RunView, touched: ReadonlySet<string> | null): RunView {
  const { details, live, waits } = view;
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
  for (const step of details.plan.nodes) {
    if (touched && !touched.has(step.id)) continue;
    const attempted = stateOf(step.id, nodes.get(step.id), live, waits, over);
    const state = over ? attempted : withRetry(attempted, step, view.pending ?? undefined);
    const body = step.map?.body ?? [];
    // What holds up a step inside a map holds up the map.
    const held = [step, ...body].map(({ id }) => blocked.get(id)).find(Boolean);
    // One whose result was reused or pinned had no items of its own.
    const counts =
      step.map && !state.last?.cached ? itemCounts(state.last, details.maps[step.id]) : null;
    const shown = shownStatus(state, step, held, counts);
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

function waitsOf({ steps }: RunDetails): Map<string, StepAttempt["waitsFor"]> {
  const read = steps as unknown as readonly StepAttempt[];
  return new Map(
    read.flatMap(({ node, attempt, waitsFor }) =>
      waitsFor ? [[`${node}|${attempt}`, waitsFor] as const] : [],
    ),
  );
}

function stateOf(
  id: string,
  before: NodeRun | undefined,
  live: LiveState,
  waits: ReadonlyMap<string, StepAttempt["waitsFor"]>,
  over: boolean,
): NodeState {
  const attempts: StepAttempt[] = [];
  // Attempts are counted from 1; a number may be missing where an attempt was never recorded.
  const known = before?.state.last?.attempt ?? 0;
  for (let attempt = 1, gap = 0; attempt <= known || gap < 2; attempt++) {
    const found = live.steps[`${id}|${attempt}`];
    gap = found ? 0 : gap + 1;
    if (!found) continue;
    const waitsFor = found.status === "waiting" ? waits.get(`${id}|${attempt}`) : undefined;
    const old = before?.state.attempts.find((one) => one.attempt === attempt);
    attempts.push(
      !waitsFor || waitsFor === found.waitsFor
        ? found
        : old?.waitsFor === waitsFor
          ? old
          : { ...found, waitsFor },
    );
  }
  const last = attempts.at(-1) ?? null;
  return { status: last?.status ?? (over ? "unbegun" : "pending"), attempts, last };
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

/** Nothing to tell while it is open whether something will pass. */
function wireRun(
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
