import type { ArtifactRef } from "../../workflows/core/artifact.ts";
import { canonicalJson } from "../../workflows/core/json.ts";
import type { ArtifactStore } from "../../workflows/core/step-context.ts";
import type { Artifacts } from "../artifacts.ts";

/** The artifact store as a step sees it; tells `made` of every artifact put, so that it is recorded with the result. */
export function stepArtifacts(
  artifacts: Artifacts,
  made: (ref: ArtifactRef) => void,
): ArtifactStore {
  const keep = (ref: ArtifactRef) => {
    made(ref);
    return ref;
  };
  return {
    putFile: async (path, { type, meta = {} }) =>
      keep({ type, ...(await artifacts.takeFile(path)), meta }),
    putJson: async (value, { type, meta = {} }) =>
      keep({ type, ...(await artifacts.putText(canonicalJson(value))), meta }),
    path: (hash) => artifacts.path(hash),
    json: (hash) => artifacts.json(hash),
  };
}
