import { and, desc, eq } from "drizzle-orm";
import type { Transaction } from "../../db/client.ts";
import { run, stepRun } from "../../db/schema/runs.ts";

/** Results are reused from the run that made them, so one hop is enough; a longer chain ends somewhere too. */
const MOST_HOPS = 20;

/** Who started the run in which a step really ran, when this run reused another's result; null where no step trained. */
export async function trainedBy(
  tx: Transaction,
  runId: string,
  node: string | null,
): Promise<string | null> {
  if (node === null) return null;
  let from = runId;
  for (let hop = 0; hop < MOST_HOPS; hop++) {
    const [step] = await tx
      .select({ cachedFrom: stepRun.cachedFrom })
      .from(stepRun)
      .where(and(eq(stepRun.runId, from), eq(stepRun.node, node), eq(stepRun.status, "done")))
      .orderBy(desc(stepRun.attempt))
      .limit(1);
    if (!step?.cachedFrom) break;
    from = step.cachedFrom;
  }
  const [found] = await tx.select({ startedBy: run.startedBy }).from(run).where(eq(run.id, from));
  return found?.startedBy ?? null;
}
