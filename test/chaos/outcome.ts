import type { Sql } from "../../db/client.ts";
import type { Outputs } from "../../workflows/core/artifact.ts";

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
): Promise<Map<string, { name: string; outcome: Outcome }>> {
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
      reason: string | null;
      outputs: Outputs | null;
    }[]
  >`
    select distinct on (run_id, node, item) run_id as "runId", node, item, status, reason, outputs
    from step_run order by run_id, node, item, attempt desc`;
  for (const { runId, node, item, status, reason, outputs } of newest) {
    found.get(runId)!.outcome.steps[`${node} ${item}`.trim()] = {
      status,
      // A review's reason names the version, which counts on.
      reason: reason?.replace(/version \d+/, "version N") ?? null,
      hashes: Object.fromEntries(
        Object.entries(outputs ?? {}).map(([port, { hash }]) => [port, hash]),
      ),
    };
  }
  return found;
}
