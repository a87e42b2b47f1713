import { createHash } from "node:crypto";
import type { ArtifactRef } from "../../workflows/core/artifact.ts";
import { canonicalJson } from "../../workflows/core/json.ts";
import type { StepCall } from "../../workflows/pipelines/messages.ts";

/**
 * What a result depends on, as one SHA-256: the kind and its version, the config, and the contents of the inputs. Node
 * ids and titles leave no trace, so that a renamed step still finds its results.
 */
export function cacheKey({ node, inputs }: Pick<StepCall, "node" | "inputs">): string {
  const { kind, stepVersion, config } = node;
  const contents = Object.entries(inputs).map(([port, refs]) => [port, refs.map(identity)]);
  return sha256(canonicalJson({ kind, stepVersion, config, inputs: Object.fromEntries(contents) }));
}

function identity({ type, hash, parts }: ArtifactRef): unknown {
  const inner = Object.entries(parts ?? {}).map(([name, part]) => [name, identity(part)]);
  return { type, hash, parts: Object.fromEntries(inner) };
}

export function sha256(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}
