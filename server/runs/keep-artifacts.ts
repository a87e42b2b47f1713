import { sql, type SQL } from "drizzle-orm";
import type { ArtifactRef } from "../../workflows/core/artifact.ts";
import type { StepKey } from "./record-step.ts";

export interface MadeArtifacts {
  step: StepKey;
  artifacts: readonly ArtifactRef[];
  workspaceId: string;
}

/**
 * Writes down the artifacts of the steps that the same statement ends: those in its `done`, which has their `run_id`, `node` and
 * `item`. In the order of their keys, so that two statements that keep the same ones do not wait for each other.
 */
export function keepArtifacts(made: readonly MadeArtifacts[]): SQL {
  const rows = made.flatMap(({ step: { runId, node, item }, artifacts, workspaceId }) =>
    artifacts.map(({ hash, type, bytes, meta }) => ({
      runId,
      node,
      item,
      workspaceId,
      hash,
      type,
      bytes,
      meta,
    })),
  );
  return sql`
      insert into artifact (workspace_id, hash, type, bytes, meta, run_id, node)
      select "workspaceId", hash, type, bytes, meta, "runId", a.node
      from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as a("workspaceId" text, hash text, type text,
        bytes bigint, meta jsonb, "runId" text, node text, item text)
      where exists (select 1 from done d where d.run_id = "runId" and d.node = a.node and d.item = a.item)
      order by "workspaceId", hash
      on conflict do nothing`;
}
