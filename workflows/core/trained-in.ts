/** The earlier run in which a model was trained, where the run that registered it did not train it itself. */
export type TrainedIn = {
  runId: string;
  pipeline: string;
  pipelineVersion: number | null;
  planHash: string;
  /** The document names that run; otherwise its result was found again, or kept. */
  pinned: boolean;
};

/** A pipeline by its version; without one it ran as a draft or from a file. */
export function versionWords({
  pipeline,
  pipelineVersion,
}: Pick<TrainedIn, "pipeline" | "pipelineVersion">): string {
  return pipelineVersion === null
    ? `${pipeline}, a draft or file`
    : `${pipeline}, version ${pipelineVersion}`;
}

/** What is said of that run besides its id. */
export function trainedInWords(from: TrainedIn): string {
  return `of ${versionWords(from)}; its result was ${from.pinned ? "pinned" : "reused"}`;
}
