import { and, eq, sql } from "drizzle-orm";
import type { Transaction } from "../../db/client.ts";
import { run } from "../../db/schema/runs.ts";
import { PenstockError } from "../errors.ts";
import { noRun } from "../runs/find.ts";

export interface Retested {
  workspaceId: string;
  raisedAt: Date;
  /** The version that the finding is about. */
  version: { modelId: string; number: number; hash: string };
}

/**
 * Makes sure that a run is a retest of a finding: started after it was raised, done, with at least one step that really
 * ran, and about this version's model file or a later version of the same model.
 * @throws PenstockError `not-found`, or `conflict` with what is wrong with the run
 */
export async function checkRetest(
  tx: Transaction,
  runId: string,
  { workspaceId, raisedAt, version }: Retested,
): Promise<void> {
  const [found] = await tx
    .select({ status: run.status, createdAt: run.createdAt })
    .from(run)
    .where(and(eq(run.id, runId), eq(run.workspaceId, workspaceId)));
  if (!found) throw noRun(runId);
  const refuse = (why: string) =>
    new PenstockError("conflict", `The run ${runId} is no retest: ${why}`);
  if (found.createdAt <= raisedAt)
    throw refuse("it was started before the finding was raised. Run the pipeline again.");
  if (found.status !== "done")
    throw refuse(`it is ${found.status}. Wait until it is done, or name another.`);
  const [facts] = await tx.execute<{ ran: boolean; about: boolean }>(sql`
    select
      exists (select 1 from step_run s where s.run_id = ${runId} and s.status = 'done' and not s.cached) as ran,
      exists (select 1 from model_version v where v.run_id = ${runId} and v.model_id = ${version.modelId} and v.number >= ${version.number})
        or exists (select 1 from step_run s where s.run_id = ${runId} and s.status = 'done'
          and strpos(coalesce(s.inputs, '{}')::text, ${version.hash}) > 0) as about
  `);
  if (!facts!.ran)
    throw refuse("all its results were taken from earlier runs. Run it anew, without the cache.");
  if (!facts!.about)
    throw refuse("it neither used this version of the model nor registered a later one.");
}
