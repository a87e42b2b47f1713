import { sql } from "drizzle-orm";
import type { Transaction } from "../../db/client.ts";

/**
 * Whose own work a model is that a run registers: who wrote or started that run, those in which it was trained, or one that
 * these are part of; one that these ran again with something of what had been set for it alone; and who published a version of
 * the pipeline of one of them, up to the one that ran. The database works it out, and refuses a version that does not name all.
 */
export async function makersOf(
  tx: Transaction,
  runId: string,
  modelHash: string,
): Promise<string[]> {
  const [row] = await tx.execute<{ makers: string[] }>(
    sql`select makers_of(${runId}, ${modelHash}) as makers`,
  );
  return row!.makers;
}
