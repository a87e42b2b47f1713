import type { JsonObject } from "./json.ts";
import type { PortType } from "./ports.ts";

/**
 * What a wire carries: a reference to content kept in the artifact store (or, for a model version, a review or a
 * deployment, to its row in Postgres), with the few facts that conditions and pages need. At most a few KB.
 */
export interface ArtifactRef {
  type: PortType;
  /** SHA-256 of the content, 64 hexadecimal digits. */
  hash: string;
  /** Size of the content in bytes. */
  bytes: number;
  /** Facts about the content: `rows` and `columns` of a dataset, `metrics` of an evaluation, `id` of a version. */
  meta: JsonObject;
  /** The artifacts a composite consists of: `train`, `validation` and `test` of a split. */
  parts?: Record<string, ArtifactRef>;
}

/** Outputs of a step by port. A port that the step left out produced nothing; what needs it is skipped. */
export type Outputs = Record<string, ArtifactRef>;

/** Inputs of a step by port, in the order of the document's wires. */
export type Inputs = Record<string, ArtifactRef[]>;

/** The largest set of outputs, as JSON, that a step may hand to Temporal, in bytes. */
export const MAX_OUTPUT_BYTES = 32 * 1024;
