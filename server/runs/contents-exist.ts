import type { ArtifactRef, Outputs } from "../../workflows/core/artifact.ts";
import type { Artifacts } from "../artifacts.ts";

/** Whether the store still has everything that outputs refer to, parts included. */
export async function contentsExist(artifacts: Artifacts, outputs: Outputs): Promise<boolean> {
  const refs = (ref: ArtifactRef): ArtifactRef[] => [
    ref,
    ...Object.values(ref.parts ?? {}).flatMap(refs),
  ];
  const found = await Promise.all(
    Object.values(outputs)
      .flatMap(refs)
      .map((ref) => artifacts.has(ref.hash)),
  );
  return found.every(Boolean);
}
