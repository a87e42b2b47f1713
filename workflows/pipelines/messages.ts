import { defineSignal, defineUpdate } from "@temporalio/workflow";
import type { Inputs, Outputs } from "../core/artifact.ts";
import type { Json } from "../core/json.ts";
import type { ParamValues } from "../core/document.ts";
import type { Engine } from "../core/engine.ts";
import type { NodeResult } from "../core/gather.ts";
import type { PlanEnd, PlanMap, PlanNode, RunPlan } from "../core/plan.ts";
import type { ChildRun, RunEnding, StepEvent } from "../core/step-context.ts";

export interface RunInput {
  runId: string;
  /** Absent for a child run, which reads it from its record. */
  plan?: RunPlan;
  engine?: Engine;
  /** Queues with a limit on the steps that may run there at once. */
  limitedQueues?: string[];
}

/** What an activity of any kind is called with. */
export interface StepCall {
  runId: string;
  node: Pick<PlanNode, "id" | "kind" | "stepVersion" | "config" | "cache" | "queue">;
  inputs: Inputs;
  event?: StepEvent;
  /** The index of the item, inside a map. */
  item?: string;
  /** It has been looked for among earlier results already. */
  sought?: true;
  /** What a map gathers of each item. */
  gathers?: PlanEnd;
  /** How many steps a map has for each item. */
  bodySteps?: number;
  ending?: RunEnding;
  /** The caller sees to it that the result is recorded: it need not be before the answer. */
  checked?: true;
}

/** What it answers: outputs, or what has to happen first. */
export type StepReply =
  | { outputs: Outputs }
  | { wait: WaitFor }
  | { items: ItemList }
  | { child: ChildRun };

export interface WaitFor {
  key: string;
  refuse: string[];
  /** ISO 8601; the event of a timer comes then. */
  until?: string;
}

/** The items of a map, in artifacts of two hundred each at most. */
export interface ItemList {
  count: number;
  chunks: ItemChunk[];
}

export interface ItemChunk {
  hash: string;
  /** Index of its first item. */
  from: number;
  count: number;
}

/** A part of a map's items, for the child workflow that runs them. */
export interface RunItemsInput {
  runId: string;
  node: string;
  map: PlanMap;
  chunk: ItemChunk;
  /** Items at once. */
  window: number;
  /** How many may fail before the rest is given up. */
  mayFail: number;
  /** Items of the whole map. */
  total: number;
  params: ParamValues;
  outer: Record<string, NodeResult>;
  limitedQueues: string[];
  paused: boolean;
  /** Where the map runs at the end of the run. */
  ending?: RunEnding;
  /** As that of the run. */
  engine?: Engine;
}

export interface RunItemsOutcome {
  done: number;
  failed: number;
  cancelled: number;
}

/** A node that ended without an activity of its own. */
export interface NodeRecord {
  node: string;
  item?: string;
  kind: string;
  queue: string;
  status: "done" | "skipped" | "failed";
  reason: string | null;
  outputs: Outputs | null;
  /** The run whose outputs stand in for it. */
  cachedFrom?: string;
}

export interface ItemRecord {
  index: number;
  status: "done" | "failed" | "cancelled";
  label: string;
  error: string | null;
  /** ISO 8601. */
  startedAt: string;
}

export interface RecordNodes {
  runId: string;
  records: NodeRecord[];
  /** Set when nothing runs any more and at least one step waits for an event. */
  waiting: boolean;
  /** Steps that are done, whose records may be missing still. */
  done?: string[];
}

export interface RecordItems {
  runId: string;
  node: string;
  total: number;
  items: ItemRecord[];
}

/** How a run ended. */
export interface RunFinish {
  status: "done" | "failed" | "cancelled";
  error: string | null;
}

export interface FinishRun extends RunFinish {
  runId: string;
  /** Steps that are done, whose records may be missing still. */
  done?: string[];
}

export interface ClaimSlots {
  runId: string;
  node: string;
  item: string;
  keys: string[];
  /** From 1, the first, to 5; absent in runs of an earlier release, and where the node names none. */
  priority?: number;
}

/** The activities of a run besides those of its steps. */
export interface RunActivities {
  recordNodes: (call: RecordNodes) => Promise<void>;
  recordItems: (call: RecordItems) => Promise<void>;
  /** Answers with how the run is recorded to have ended: the first record stands. */
  finishRun: (call: FinishRun) => Promise<RunFinish>;
  /** The outputs of earlier results for each call, recorded as this run's, or null where there is none. */
  findReusable: (calls: StepCall[]) => Promise<(Outputs | null)[]>;
  loadPlan: (runId: string) => Promise<RunPlan>;
  /** Records that steps of a cancelled run wait no more. */
  endWaits: (runId: string) => Promise<void>;
  loadItems: (chunk: ItemChunk) => Promise<Json[]>;
  /** Whether all were granted; if not, the event `slotKey` tells when they are. */
  claimSlots: (call: ClaimSlots) => Promise<boolean>;
  releaseSlots: (call: Omit<ClaimSlots, "keys" | "priority">) => Promise<void>;
}

/** Delivers the event a step waits for. Refused when no step waits for it, or waits no more, or not from this person. */
export const deliverEvent = defineUpdate<void, [StepEvent]>("deliverEvent");

/** Delivers that slots were granted. Nobody is refused that, and Temporal takes more signals of a workflow than updates: 2,000. */
export const deliverGrant = defineSignal<[StepEvent]>("deliverGrant");

/** Tells the child workflows of a map's items that the run is paused, or goes on. */
export const setPaused = defineSignal<[boolean]>("setPaused");
