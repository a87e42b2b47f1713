import type { ArtifactRef, Outputs } from "./artifact.ts";
import type { Json, JsonObject } from "./json.ts";
import type { PortType } from "./ports.ts";

/** Marks a result whose outputs are made inside the transaction that records the step: both happen, or neither. */
export interface Finish {
  finish: (tx: StepTransaction) => Promise<Outputs>;
  /** Runs once the transaction is committed. Whatever it meets, the step has ended well: it logs, and throws nothing. */
  after?: () => Promise<void>;
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
  python: (
    group: "tabular" | "tabular-gpu" | "torch",
  ) => Promise<{ path: string; lockHash: string }>;
  /** Where the content of a `data.load` source lies: a registered dataset's version or an upload. */
  source: (source: string) => Promise<{ file: string; name: string; origin: JsonObject }>;
  /** Reads about what the workspace holds, outside the recording transaction. */
  lookup: {
    runRecord: () => Promise<JsonObject>;
    /** How far serving processes have come with a revision of an endpoint of this workspace. */
    deploymentReady: (endpoint: string, revision: number) => Promise<DeploymentReadiness>;
  };
}

export interface DeploymentReadiness {
  /** `absent`: no serving process has been seen lately, on whatever endpoint. */
  state: "ready" | "loading" | "failed" | "absent";
  /** What a serving process said of it, if anything. */
  message: string | null;
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

/** The effects a step may have on the workspace, all in the transaction that records its result. Each has one effect for
 * a step of a run, however often the step is called. */
export interface StepTransaction {
  /** The next version of the model of this name; begins as `pending`. */
  registerModel: (model: RegisterModel) => Promise<RegisteredVersion>;
  /** Freezes the evidence and opens a review of it. */
  openReview: (review: OpenReview) => Promise<OpenedReview>;
  /** The outcome of a decided review; throws when it has not been decided. */
  closeReview: (reviewId: string) => Promise<ClosedReview>;
  /** Points the endpoint to the version, which must be approved at this moment. */
  deploy: (deployment: DeployModel) => Promise<Deployed>;
}

export interface RegisterModel {
  name: string;
  description: string;
  intendedUse: string;
  model: ArtifactRef;
  evaluation: ArtifactRef | null;
  /** The validation report of the data, when it is wired. */
  report: ArtifactRef | null;
  metrics: JsonObject;
  /** The trainer's description of the model: inputs, outputs, hyperparameters. */
  signature: Json;
}

/** `pending`, `in-review`, `approved` or `rejected`. */
export type VersionStatus = "pending" | "in-review" | "approved" | "rejected";

export interface RegisteredVersion {
  id: string;
  model: string;
  version: number;
  status: VersionStatus;
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

export interface OpenedReview {
  reviewId: string;
  /** User ids that may not decide. */
  refuse: string[];
  /** SHA-256 of the pack as canonical JSON. */
  packHash: string;
}

export interface ClosedReview {
  outcome: "approved" | "rejected" | "changes-requested";
  /** Of the model version, now. */
  status: VersionStatus;
}

export interface DeployModel {
  endpoint: string;
  modelVersionId: string;
}

export interface Deployed {
  id: string;
  endpoint: string;
  revision: number;
  model: string;
  version: number;
}
