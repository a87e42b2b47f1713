import type { Sql } from "../../db/client.ts";
import type { Outputs } from "../../workflows/core/artifact.ts";
import type { Shape } from "./shapes.ts";

/** How a run ended: what must be the same for every run of a shape, whatever was killed meanwhile. */
export interface Outcome {
  status: string;
  error: string | null;
  /** By node and item. */
  steps: Record<string, { status: string; reason: string | null; hashes: Record<string, string> }>;
}

/** The outcome of every run, by its id. */
export async function readOutcomes(
  sql: Sql,
  shapes: readonly Shape[],
): Promise<Map<string, { name: string; outcome: Outcome }>> {
  const differs = new Map(shapes.map((shape) => [shape.name, shape.differs ?? []]));
  const runs = await sql<{ id: string; name: string; status: string; error: string | null }[]>`
    select id, name, status, error from run`;
  const found = new Map(
    runs.map(({ id, name, status, error }) => [
      id,
      { name, outcome: { status, error, steps: {} } as Outcome },
    ]),
  );
  const newest = await sql<
    {
      runId: string;
      node: string;
      item: string;
      status: string;
      errorType: string | null;
      reason: string | null;
      outputs: Outputs | null;
    }[]
  >`
    select distinct on (run_id, node, item) run_id as "runId", node, item, status, error ->> 'type' as "errorType", reason, outputs
    from step_run order by run_id, node, item, attempt desc`;
  for (const { runId, node, item, status, errorType, reason, outputs } of newest) {
    const { name, outcome } = found.get(runId)!;
    const kept = differs.get(name)!.includes(node) ? {} : (outputs ?? {});
    // Its trainer was killed before it heard that the run is cancelled: the attempt failed, and there is no other.
    const between = outcome.status === "cancelled" && errorType === "transient";
    outcome.steps[`${node} ${item}`.trim()] = {
      status: between ? "cancelled" : status,
      // A review's reason names the version, and a child's its run.
      reason: reason?.replace(/version \d+|run_\w+/, "…") ?? null,
      hashes: Object.fromEntries(Object.entries(kept).map(([port, { hash }]) => [port, hash])),
    };
  }
  return found;
}
