import type { ArtifactRef, Outputs } from "./artifact.ts";
import type { Json, JsonObject } from "./json.ts";
import type { PortType } from "./ports.ts";

/** Marks a result whose outputs are made inside the transaction that records the step: both happen, or neither. */
export interface Finish {
  finish: (tx: StepTransaction) => Promise<Outputs>;
}

/**
 * Marks a step that waits for an event, without limit of time and holding no slot. `open` runs in the recording
 * transaction; the workflow then sleeps until the event named `key` arrives, and calls the step again with it.
 */
export interface Wait {
  wait: (tx: StepTransaction) => Promise<{
    key: string;
    /** User ids whose answer the workflow refuses, whatever the API said. */
    refuse: string[];
    /** For the run page: what is waited for, as a sentence. */
    waitingFor: string;
  }>;
}

export interface StepEvent {
  key: string;
  /** Who sent it; never one of those refused. */
  actorId: string;
  payload: JsonObject;
}

export interface MetricPoint {
  name: string;
  split?: string;
  iteration: number;
  value: number;
}

/** All that a step may touch. The worker injects the real things; a test injects the real things on temporary folders. */
export interface StepContext {
  run: {
    id: string;
    workspaceId: string;
    pipeline: string;
    planHash: string;
    node: string;
    item: string;
    attempt: number;
    /** User ids; equal when the author started the run. */
    startedBy: string;
    author: string;
  };
  /** Set when the step was waiting and is called again. */
  event?: StepEvent;
  artifacts: ArtifactStore;
  /** Aborted when the run is cancelled or the attempt is lost. Whatever takes longer than a second must heed it. */
  signal: AbortSignal;
  /** An empty folder for this attempt alone, removed afterwards. */
  tmp: string;
  /** Cores a step may use. */
  threads: number;
  log: (level: "info" | "warn" | "error", message: string) => void;
  progress: (done: number, total: number, message?: string) => void;
  metric: (point: MetricPoint) => void;
  /** The Python interpreter of a locked environment; waits, saying so, while it is being made. */
  python: (group: "tabular" | "torch") => Promise<{ path: string; lockHash: string }>;
  /** Where the content of a `data.load` source lies: a registered dataset's version or an upload. */
  source: (source: string) => Promise<{ file: string; name: string; origin: JsonObject }>;
  /** Reads about what the workspace holds, outside the recording transaction. */
  lookup: {
    runRecord: () => Promise<JsonObject>;
  };
}

/** Content-addressed files. The same content has the same address, and is kept once. */
export interface ArtifactStore {
  /** Takes a file over (it is moved) and returns its reference. */
  putFile: (path: string, ref: { type: PortType; meta?: JsonObject }) => Promise<ArtifactRef>;
  putJson: (value: Json, ref: { type: PortType; meta?: JsonObject }) => Promise<ArtifactRef>;
  /** A path that may be read, never written. */
  path: (hash: string) => string;
  json: <T = Json>(hash: string) => Promise<T>;
}

/** The effects a step may have on the workspace, all in the transaction that records its result. */
export interface StepTransaction {
  registerModel: (model: RegisterModel) => Promise<ArtifactRef>;
  openReview: (
    review: OpenReview,
  ) => Promise<{ reviewId: string; refuse: string[]; packHash: string }>;
  closeReview: (
    reviewId: string,
  ) => Promise<{ outcome: "approved" | "rejected" | "changes-requested"; ref: ArtifactRef }>;
  deploy: (deployment: DeployModel) => Promise<ArtifactRef>;
}

export interface RegisterModel {
  name: string;
  description: string;
  intendedUse: string;
  model: ArtifactRef;
  evaluation: ArtifactRef | null;
  metrics: JsonObject;
  signature: Json;
  lineage: JsonObject;
}

export interface OpenReview {
  modelVersionId: string;
  title: string;
  instructions: string;
  /** Everything the decision stands on, by content hash. */
  evidence: EvidenceItem[];
}

export interface EvidenceItem {
  title: string;
  type: PortType;
  hash: string;
  meta: JsonObject;
}

export interface DeployModel {
  endpoint: string;
  modelVersionId: string;
}
