import { eq } from "drizzle-orm";
import type { Database } from "../../db/client.ts";
import { run } from "../../db/schema/runs.ts";
import type { RunTrigger } from "../../workflows/core/run-trigger.ts";
import { StepError } from "../../workflows/core/step-error.ts";

/** What never changes about a run. */
export interface RunFacts {
  id: string;
  workspaceId: string;
  name: string;
  planHash: string;
  startedBy: string;
  author: string;
  /** What started it. */
  trigger: RunTrigger;
}

const known = new Map<string, Promise<RunFacts>>();
const KEEP = 1_000;

/** Reads a run's facts, once for each run and process: a fan's steps, which begin together, ask once. */
export function runFacts(db: Database, id: string): Promise<RunFacts> {
  const asked = known.get(id);
  if (asked) return asked;
  const facts = readFacts(db, id);
  if (known.size >= KEEP) known.delete(known.keys().next().value!);
  known.set(id, facts);
  facts.catch(() => known.delete(id));
  return facts;
}

async function readFacts(db: Database, id: string): Promise<RunFacts> {
  const [facts] = await db
    .select({
      id: run.id,
      workspaceId: run.workspaceId,
      name: run.name,
      planHash: run.planHash,
      startedBy: run.startedBy,
      author: run.author,
      trigger: run.trigger,
    })
    .from(run)
    .where(eq(run.id, id));
  if (!facts) throw new StepError("not-allowed", `There is no run '${id}' in the database.`);
  return facts;
}
