interface Thing {
  entity: string;
  entityId: string;
  /** What it is called now; null where it has no name, or is gone. */
  entityName: string | null;
}

/** Kinds whose page is found by their id, and kinds whose page is found by their name. */
const BY_ID: Record<string, string> = { review: "reviews", run: "runs", trigger: "triggers" };
const BY_NAME: Record<string, string> = {
  dataset: "datasets",
  deployment: "deployments",
  model: "models",
};
/** Kinds that are called by the version of a model, as in `scoring v2`. */
const OF_VERSION = new Set(["model-version", "documentation", "waiver"]);

/** The page of what an audit entry is about; null where it has none, or is gone. */
export function placeOf({ entity, entityId, entityName }: Thing): string | null {
  // Pipelines are never deleted, and their id in the record is their name.
  if (entity === "pipeline") return `/pipelines/${encodeURIComponent(entityId)}`;
  if (entityName === null) return null;
  if (BY_ID[entity]) return `/${BY_ID[entity]}/${encodeURIComponent(entityId)}`;
  if (BY_NAME[entity]) return `/${BY_NAME[entity]}/${encodeURIComponent(entityName)}`;
  const version = OF_VERSION.has(entity) && /^(.+) v(\d+)$/.exec(entityName);
  return version ? `/models/${encodeURIComponent(version[1]!)}/${version[2]}` : null;
}
