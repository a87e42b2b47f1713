import type { ArtifactRef, Outputs } from "./artifact.ts";
import type { Json, JsonObject } from "./json.ts";
import type { DeliveryFacts, OutgoingMessage } from "./outgoing-message.ts";
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
    /** ISO 8601. When no event has come by then, the step is called with the event `{timedOut: true}`. */
    until?: string;
    /** The name under which people and programs may send the event. */
    event?: string;
  }>;
}

/** Marks a step whose body runs once for each item. It is called again with the event `{done, failed, cancelled}`. */
export interface Items {
  items: Json[];
}

/** Marks a step that starts a run of its own and waits for its end: it is called again with the event `{status, error, runId}`. */
export interface Child {
  child: (start: (child: StartChildRun) => Promise<ChildRun>) => Promise<ChildRun>;
}

export interface ChildRun {
  runId: string;
  /** It stands in line for a limit of its pipeline. */
  inLine?: boolean;
}

/** How a run stands when its on-failure and finally steps begin. */
export interface RunEnding {
  status: "done" | "failed" | "cancelled";
  error: string | null;
  /** Ids of the nodes that failed. */
  failed: string[];
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
  /** Whole: a point at any other is not kept, and the log says so. */
  iteration: number;
  /** One that is not finite is left out. */
  value: number;
}

/**
 * `tabular`: XGBoost, scikit-learn, ONNX. `tabular-gpu`: the same with the XGBoost that finds NVIDIA GPUs. `torch`: with PyTorch. The last
 * two take gigabytes and are installed when first wanted.
 */
export type EnvironmentGroup = "tabular" | "tabular-gpu" | "torch";

/** All that a step may touch. The worker injects the real things; a test injects the real things on temporary folders. */
export interface StepContext {
  run: {
    id: string;
    workspaceId: string;
    pipeline: string;
    planHash: string;
    node: string;
    /** The item's index inside a map; empty elsewhere. */
    item: string;
    attempt: number;
    /** Given to the steps that run when the rest has ended. */
    ending?: RunEnding;
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
  python: (group: EnvironmentGroup) => Promise<{ path: string; lockHash: string }>;
  /** Where the content of a source lies: a registered dataset's version or an upload. */
  source: (source: string) => Promise<{ file: string; name: string; origin: JsonObject }>;
  /**
   * The files of a folder that this installation may read, kept as uploads: what they hold now is what is meant later.
   * `source` is as a config's field of that name takes it.
   */
  files: (
    folder: string,
    pattern: string,
  ) => Promise<{ name: string; bytes: number; source: string }[]>;
  /** The value of a secret of this workspace, by its name. It is kept out of this attempt's log and errors. */
  secret: (name: string) => Promise<string>;
  /**
   * Sends a message and writes down how that went. A step of a run sends one message: once it has arrived, further calls
   * answer with its facts and send nothing.
   */
  deliver: (message: OutgoingMessage) => Promise<DeliveryFacts>;
  /** Reads about what the workspace holds, outside the recording transaction. */
  lookup: {
    runRecord: () => Promise<JsonObject>;
    /** What a message about the run tells people. */
    runSummary: () => Promise<RunSummary>;
    /** How far serving processes have come with a revision of an endpoint of this workspace. */
    deploymentReady: (endpoint: string, revision: number) => Promise<DeploymentReadiness>;
    /** What a step of a run that this run started gave at a port; null for nothing. */
    childOutput: (runId: string, node: string, port: string) => Promise<ArtifactRef | null>;
    /** How the items of this node went and what each gave, in their order. */
    itemResults: () => Promise<ItemResult[]>;
  };
}

export interface RunSummary {
  /** Where the run's page is; empty where this installation's address is not known. */
  url: string;
  /** The name of the person who started it. */
  startedBy: string;
  params: JsonObject;
}

/** How one item of a map went, and what it gave. */
export interface ItemResult {
  index: number;
  status: "done" | "failed" | "cancelled";
  error: string | null;
  output: ArtifactRef | null;
}

export interface DeploymentReadiness {
  /**
   * `overtaken`: the endpoint has a later revision, and no serving process speaks of this one any more.
   * `absent`: no serving process has been seen lately, on whatever endpoint.
   */
  state: "ready" | "loading" | "failed" | "overtaken" | "absent";
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
  reviewOutcome: (reviewId: string) => Promise<ReviewOutcome>;
  /** Points the endpoint to the version, which must be approved at this moment. */
  deploy: (deployment: DeployModel) => Promise<Deployed>;
}

/** A run of a published pipeline; of the newest version when none is named. */
export interface StartChildRun {
  pipeline: string;
  version: number | null;
  params: JsonObject;
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

/** A version is deployed while it is `approved`; `suspended` is an approval that does not count at this moment. */
export type VersionStatus =
  | "pending"
  | "in-review"
  | "approved"
  | "suspended"
  | "rejected"
  | "retired";

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

export interface ReviewOutcome {
  outcome: "approved" | "rejected" | "changes-requested" | "withdrawn";
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
