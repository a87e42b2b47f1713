import type { TriggerType } from "./triggers.ts";

/** What happened when a trigger fired, under one name for each kind of it, and who had asked for that. */
export type TriggerFacts = {
  /** The time a run is for; of a trigger by time that somebody fires by hand, the moment of that. */
  schedule?: { at: string };
  /** `body` is the SHA-256 of what was sent. */
  webhook?: { id: string; body: string };
  dataset?: { name: string; version: number; source: string };
  file?: { name: string; source: string; hash: string; bytes: number };
  run?: { id: string; pipeline: string; status: string };
  model?: { name: string; version: number };
  /** Who fired it by hand, or asked for the backfill. */
  person?: { id: string; name: string };
  backfill?: { id: string };
};

interface Fired extends TriggerFacts {
  /** The trigger's id. */
  trigger: string;
  name: string;
  title?: string;
  /** How many runs have started one another before this one. */
  depth?: number;
  /** The workflow that is told of the run's end. */
  firing?: string;
}

/** What started a run: a person in the browser, the command or the API, a trigger, which these may fire too, or another run. */
export type RunTrigger =
  | { type: "person" | "api" }
  | ({ type: "person" | "api" } & Fired)
  | ({ type: TriggerType } & Fired)
  /** `newest` where it goes on after the other with the newest data, and not with what that had recorded. */
  | { type: "rerun"; of: string; mode: "all" | "failed" | "from"; from?: string; newest?: true }
  | { type: "reproduce"; of: string }
  /** The step of the run above, with the item where it has some: `each[3]`. */
  | { type: "subpipeline"; run: string; node: string };

/** Kinds of what starts runs; all triggers are one, also where a person fired it. */
export const RUN_STARTS = [
  "person",
  "api",
  "trigger",
  "rerun",
  "reproduce",
  "subpipeline",
] as const;
export type RunStart = (typeof RUN_STARTS)[number];
