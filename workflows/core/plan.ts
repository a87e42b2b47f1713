import type { JsonObject } from "./json.ts";
import type { ParamValues } from "./document.ts";

/** What one node of a run will do, with nothing left to look up: the interpreter knows no step definition. */
export interface PlanNode {
  id: string;
  kind: string;
  title: string;
  stepVersion: number;
  config: JsonObject;
  mode: "activity" | "condition";
  queue: string;
  startToClose: string;
  heartbeat: string;
  attempts: number;
  cache: boolean;
  /** CEL; false skips the node. */
  when: string | null;
  /** By input port: the outputs wired to it, in the document's order. */
  needs: Record<string, { node: string; port: string }[]>;
  /** Input ports without which the node is skipped. */
  required: string[];
}

/** A compiled pipeline. Self-contained JSON; equal for documents that mean the same. */
export interface RunPlan {
  format: 1;
  pipeline: string;
  params: ParamValues;
  /** In an order in which every node comes after what it needs. */
  nodes: PlanNode[];
}
