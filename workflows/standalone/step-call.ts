import type { ArtifactRef } from "../core/artifact.ts";
import type { Json, JsonObject } from "../core/json.ts";
import type { ItemResult, RunEnding, StepEvent } from "../core/step-context.ts";

/** What the workflow calls a step with. */
export interface StepCall<Config> {
  /** The step's own name; with the item's it names the step's record and its lines in the log. */
  node: string;
  /** Which item of a loop, from 0. */
  item?: number;
  config: Config;
  /** By input port. What is undefined did not arrive. */
  inputs?: Record<string, ArtifactRef | undefined | (ArtifactRef | undefined)[]>;
  /** What the step waited for, when it is called again. */
  event?: StepEvent;
  /** How the items went that it gave out, when it is called again. */
  results?: ItemResult[];
  /** Who started the run and with what, for messages about it. */
  about?: { startedBy: string; params: JsonObject };
  /** How the rest of the run ended, for the steps that come last. */
  ending?: RunEnding;
}

/** A step's outputs by port: those it always gives, and those it may leave out. */
export type StepOutputs<Always extends string, Sometimes extends string = never> = {
  [Port in Always]: ArtifactRef;
} & { [Port in Sometimes]?: ArtifactRef };

/** What a step answers that waits for somebody, or for a moment. */
export interface Waiting {
  wait: {
    key: string;
    /** Who may not answer. */
    refuse: string[];
    waitingFor: string;
    /** ISO 8601: no longer than this. */
    until?: string;
    /** The name under which the event may be sent. */
    event?: string;
  };
}

/** What a step answers whose body runs once for each item. */
export interface Listing {
  items: Json[];
}

/** What a workflow gives to the one that ran it as its child: by step and port. */
export type Given = Record<string, Record<string, ArtifactRef | undefined>>;
