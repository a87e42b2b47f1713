import type { Outputs } from "./artifact.ts";
import type { JsonObject } from "./json.ts";
import type { ParamValues } from "./document.ts";

/** One output of a node. */
export interface PlanEnd {
  node: string;
  port: string;
}

/**
 * What one node of a run will do, with nothing left to look up: the interpreter knows no step definition. What is optional
 * is absent unless the document asks for it.
 */
export interface PlanNode {
  id: string;
  kind: string;
  title: string;
  stepVersion: number;
  /** Inside a map `${item}` and `${index}` are still open. */
  config: JsonObject;
  mode: "activity" | "condition" | "switch" | "join";
  queue: string;
  startToClose: string;
  heartbeat: string;
  attempts: number;
  /** `refresh` runs anew and keeps the new result for later. */
  cache: boolean | "refresh";
  /** CEL; false skips the node. */
  when: string | null;
  /** By input port: the outputs wired to it, in the document's order. */
  needs: Record<string, PlanEnd[]>;
  /** Input ports without which the node is skipped. */
  required: string[];
  join?: "any";
  phase?: "on-failure" | "finally";
  scheduleToClose?: string;
  backoff?: { initial?: string; factor?: number; maximum?: string };
  /** 1 first, 5 last. */
  priority?: number;
  concurrencyKey?: string;
  /** The run does not fail when the node does: its policy says so, or what its `error` port is wired to handles that. */
  tolerated?: true;
  map?: PlanMap;
  pinned?: PinnedOutputs;
}

export interface PlanMap {
  /** The nodes that run for each item, in an order in which every node comes after what it needs. */
  body: PlanNode[];
  /** What is gathered of each item. */
  result: PlanEnd | null;
  /** Nodes outside the map that its body takes values from. */
  outer: string[];
  /** Items at once. */
  window: number;
  /** Of a grid in runs of an earlier release, whose items are in an order that only their workflow knows. */
  names?: string[];
  /** Share of the items, in percent, that may fail: 0 stops at the first, 100 never. */
  tolerate: number;
}

/** Outputs of an earlier run that stand in for the node. */
export interface PinnedOutputs {
  run: string;
  outputs: Outputs;
}

/** A compiled pipeline. Self-contained JSON; equal for documents that mean the same. */
export interface RunPlan {
  format: 1;
  pipeline: string;
  params: ParamValues;
  /** In an order in which every node comes after what it needs. */
  nodes: PlanNode[];
}
