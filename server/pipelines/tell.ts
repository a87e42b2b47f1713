import { sql } from "drizzle-orm";
import type { Database, Transaction } from "../../db/client.ts";

/** The channel on which whoever has a pipeline open hears that something about it is new. */
export const CHANNEL = "pipeline";

/** Of two values of one field, somebody has chosen to keep their own: worth a word to the other, and nothing more. */
export interface Kept {
  user: { id: string; name: string };
  /** To whom it is said. */
  to: string;
  /** The conflict's id. */
  field: string;
}

export interface Told {
  pipelineId: string;
  kept?: Kept;
}

/** Tells all who have the pipeline open to look again; in a transaction, when it commits. */
export async function tell(db: Database | Transaction, told: Told): Promise<void> {
  await db.execute(sql`select pg_notify(${CHANNEL}, ${JSON.stringify(told)})`);
}
