import type { RunStatus, StepStatus } from "../../db/schema/runs.ts";
import type { ArtifactRef } from "../../workflows/core/artifact.ts";
import type { PlanNode } from "../../workflows/core/plan.ts";
import { retryOf, type NextAttempts, type Retry } from "../../workflows/core/retry.ts";

/** One attempt at a step. Times are ISO strings. */
export interface StepAttempt {
  node: string;
  item: string;
  attempt: number;
  kind: string;
  status: StepStatus;
  queue: string;
  host: string | null;
  config: Record<string, unknown> | null;
  inputs: Record<string, ArtifactRef[]> | null;
  outputs: Record<string, ArtifactRef> | null;
  cached: boolean;
  cachedFrom: string | null;
  error: { type: string; message: string } | null;
  reason: string | null;
  /** Of a map: items that ended, and how many of them failed. */
  progress: { done: number; total: number; failed?: number; message?: string | null } | null;
  /** When its progress was heard of; absent where it was read. */
  progressedAt?: string;
  /** While it waits: the event that lets it go on, by name, and when it stops waiting. */
  waitsFor?: { event?: string; until?: string } | null;
  startedAt: string;
  finishedAt: string | null;
}

export interface RunState {
  status: RunStatus;
  error: string | null;
  startedAt: string | null;
  finishedAt: string | null;
  /** Who paused it, and when, while it is paused; null where that is not known. */
  paused: { by: string; at: string } | null;
}

export interface LogLine {
  id: number;
  level: string;
  message: string;
  at: string;
  attempt: number;
}

export interface MetricPoint {
  name: string;
  split: string;
  iteration: number;
  value: number;
  /** Set on points heard live. */
  attempt?: number;
}

/** One event of `runs.follow`; `id` is its place in the run's stream. */
export interface RunEvent {
  id: string;
  type: "run" | "step" | "progress" | "log" | "metric";
  node: string | null;
  item: string | null;
  attempt: number | null;
  data: unknown;
  at: string;
}

/** What the page knows of a run: the snapshot it began with and every event since. */
export interface LiveState {
  cursor: string;
  run: RunState;
  /** By `node|attempt`; without those of the items of maps. */
  steps: Readonly<Record<string, StepAttempt>>;
  /** Lines that came in live, by node; the earlier ones are read on demand. */
  logs: Readonly<Record<string, readonly LogLine[]>>;
  /** Points that came in live, by node. */
  metrics: Readonly<Record<string, readonly MetricPoint[]>>;
}

export interface Snapshot {
  cursor: string;
  run: RunState;
  steps: readonly StepAttempt[];
}

export function fromSnapshot(snapshot: Snapshot): LiveState {
  const steps: Record<string, StepAttempt> = {};
  for (const step of snapshot.steps) if (!step.item) steps[keyOf(step.node, step.attempt)] = step;
  const { status, error, startedAt, finishedAt, paused } = snapshot.run;
  return {
    cursor: snapshot.cursor,
    run: { status, error, startedAt, finishedAt, paused },
    steps,
    logs: {},
    metrics: {},
  };
}

/**
 * The state after the events, which come in the order of the stream. An event at or before the cursor has been seen
 * and changes nothing, so that a reconnect may repeat what it likes. Of what happens inside a map only the cursor is
 * taken: its items are counted by the map's progress and read when they are looked at, however many there are.
 */
export function applyEvents(state: LiveState, events: readonly RunEvent[]): LiveState {
  const aboutSteps = events.some(
    ({ item, type }) => !item && (type === "step" || type === "progress"),
  );
  // Copied once, however many events there are.
  const next = { ...state, steps: aboutSteps ? { ...state.steps } : state.steps };
  for (const event of events) {
    if (compareCursors(event.id, next.cursor) <= 0) continue;
    next.cursor = event.id;
    if (!event.item) applyEvent(next, event);
  }
  return next.cursor === state.cursor ? state : next;
}

/** The state with what attempts wait for, as it was read; nothing else of them is changed. */
export function withWaits(state: LiveState, read: readonly StepAttempt[]): LiveState {
  let steps: Record<string, StepAttempt> | null = null;
  for (const { node, item, attempt, waitsFor = null } of read) {
    const key = keyOf(node, attempt);
    const known = state.steps[key];
    if (item || !known) continue;
    if (JSON.stringify(known.waitsFor ?? null) === JSON.stringify(waitsFor)) continue;
    steps ??= { ...state.steps };
    steps[key] = { ...known, waitsFor };
  }
  return steps ? { ...state, steps } : state;
}

/** Compares two places in the stream, each of one or more whole numbers: `71` or `9042:71`. */
export function compareCursors(a: string, b: string): number {
  const left = a.match(/\d+/g) ?? [];
  const right = b.match(/\d+/g) ?? [];
  for (let index = 0; index < Math.max(left.length, right.length); index++) {
    const difference = BigInt(left[index] ?? 0) - BigInt(right[index] ?? 0);
    if (difference !== 0n) return difference < 0n ? -1 : 1;
  }
  return 0;
}

/** @param state is changed; its steps are its own where the event is about one */
function applyEvent(
  state: LiveState & { steps: Record<string, StepAttempt> },
  event: RunEvent,
): void {
  const node = event.node ?? "";
  const key = keyOf(node, event.attempt ?? 1);
  switch (event.type) {
    case "run":
      state.run = { ...state.run, ...(event.data as Partial<RunState>) };
      return;
    case "step": {
      const known = state.steps[key];
      const step = { ...(known ?? unseen(event)), ...(event.data as Partial<StepAttempt>) };
      // An attempt that waited and goes on says so as if it began; its time runs from when it first did.
      if (known) step.startedAt = known.startedAt;
      state.steps[key] = step;
      return;
    }
    case "progress": {
      const before = state.steps[key];
      const progress = event.data as StepAttempt["progress"];
      if (before) state.steps[key] = { ...before, progress, progressedAt: event.at };
      return;
    }
    case "log": {
      const { lines } = event.data as { lines: Omit<LogLine, "attempt">[] };
      const heard = lines.map((line) => ({ ...line, attempt: event.attempt ?? 1 }));
      state.logs = appended(state.logs, node, heard);
      return;
    }
    case "metric": {
      const { points } = event.data as { points: MetricPoint[] };
      const heard = points.map((point) => ({
        ...point,
        split: point.split ?? "",
        attempt: event.attempt ?? 1,
      }));
      state.metrics = appended(state.metrics, node, heard);
      return;
    }
  }
}

/** A step whose first event this is; the event's own fields fill it in. */
function unseen(event: RunEvent): StepAttempt {
  return {
    node: event.node ?? "",
    item: event.item ?? "",
    attempt: event.attempt ?? 1,
    kind: "",
    status: "running",
    queue: "",
    host: null,
    config: null,
    inputs: null,
    outputs: null,
    cached: false,
    cachedFrom: null,
    error: null,
    reason: null,
    progress: null,
    startedAt: event.at,
    finishedAt: null,
  };
}

function appended<T>(
  all: Readonly<Record<string, readonly T[]>>,
  node: string,
  more: readonly T[],
): Record<string, readonly T[]> {
  return { ...all, [node]: [...(all[node] ?? []), ...more] };
}

function keyOf(node: string, attempt: number): string {
  return `${node}|${attempt}`;
}

/** The lines read and the lines heard, each once, oldest first. */
export function mergeLines<Line extends { id: number }>(
  read: readonly Line[],
  heard: readonly Line[],
): Line[] {
  const byId = new Map<number, Line>();
  for (const line of read) byId.set(line.id, line);
  for (const line of heard) byId.set(line.id, line);
  return [...byId.values()].sort((a, b) => a.id - b.id);
}

/** The points read and the points heard; of two at one iteration the later heard counts, as after a resumed attempt. */
export function mergePoints(
  read: readonly MetricPoint[],
  heard: readonly MetricPoint[],
): MetricPoint[] {
  const byPlace = new Map<string, MetricPoint>();
  for (const point of [...read, ...heard])
    byPlace.set(`${point.name}|${point.split}|${point.iteration}`, point);
  return [...byPlace.values()].sort((a, b) => a.iteration - b.iteration);
}

/** What a node of the graph is doing, over all its attempts. */
export interface NodeState {
  /** `unbegun`: pending, and the run is over; `retrying`: its last attempt failed or was lost, and another follows. */
  status: StepStatus | "pending" | "unbegun" | "retrying";
  attempts: readonly StepAttempt[];
  /** The attempt that counts: the last one. */
  last: StepAttempt | null;
  /** While it is retrying. */
  retry?: Retry;
}

/** The state of every node, in the order of the nodes; a node nobody has begun is pending. */
export function nodeStates(
  steps: readonly StepAttempt[],
  nodes: readonly Pick<PlanNode, "id">[],
): Map<string, NodeState> {
  const attempts = new Map<string, StepAttempt[]>();
  for (const step of steps) {
    const list = attempts.get(step.node);
    if (list) list.push(step);
    else attempts.set(step.node, [step]);
  }
  const states = new Map<string, NodeState>();
  for (const { id } of nodes) {
    const list = (attempts.get(id) ?? []).sort((a, b) => a.attempt - b.attempt);
    const last = list.at(-1) ?? null;
    states.set(id, { status: last?.status ?? "pending", attempts: list, last });
  }
  return states;
}

/**
 * The state of a node in a run that goes on, where a failed attempt need not be the end.
 * @param told what Temporal has said of attempts to come, where it was asked
 */
export function withRetry(
  state: NodeState,
  { attempts }: Pick<PlanNode, "attempts">,
  told?: NextAttempts,
): NodeState {
  const { last } = state;
  const since = Date.parse(last?.finishedAt ?? last?.startedAt ?? "");
  const retry = retryOf(last, { since, attempts, told });
  return retry ? { ...state, status: "retrying", retry } : state;
}

export function isOver(status: RunStatus): boolean {
  return status === "done" || status === "failed" || status === "cancelled";
}

/** How far a map has come, in items. */
export interface ItemCounts {
  /** Null until the items are known. */
  total: number | null;
  done: number;
  failed: number;
  cancelled: number;
  /** With a step that runs. */
  running: number;
  /** Begun, with steps that wait and none that runs. */
  waiting: number;
}

/** A map's counts: those read last, brought up to what its progress has told since. */
export function itemCounts(
  last: StepAttempt | null,
  read: ItemCounts | undefined,
): ItemCounts | null {
  const told = last?.progress ?? null;
  if (!told && !read) return null;
  const counts = read ?? { total: null, done: 0, failed: 0, cancelled: 0, running: 0, waiting: 0 };
  const failed = Math.max(counts.failed, told?.failed ?? 0);
  const done = Math.max(counts.done, (told?.done ?? 0) - failed - counts.cancelled);
  const total = told?.total ?? counts.total;
  const left = total === null ? Infinity : total - done - failed - counts.cancelled;
  // Those that have ended since ran last.
  const waiting = Math.min(counts.waiting, left);
  const running = Math.min(counts.running, left - waiting);
  return { total, done, failed, cancelled: counts.cancelled, running, waiting };
}
