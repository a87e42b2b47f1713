import assert from "node:assert/strict";
import { sql } from "drizzle-orm";
import type { Client } from "@temporalio/client";
import type { Database } from "../../db/client.ts";
import { newId } from "../../server/ids.ts";
import { eventCursor } from "../../server/runs/follow.ts";
import { until } from "./until.ts";

/** So that a call that has waited has its time all the same. */
const ANSWER_MS = 60_000;

/** The same Temporal, each of whose calls takes until somebody has seen a new event of another run. */
export interface SlowTemporal {
  client: Client;
  /** How many calls have come; throws where the event of another run was not to be seen during one. */
  calls: () => number;
}

/**
 * Tells whether a call to Temporal is made while something keeps the events of all runs from being read.
 * @param meanwhile done during each call, before somebody looks
 */
export function slowTemporal(
  db: Database,
  client: Client,
  meanwhile: () => Promise<unknown> = async () => undefined,
): SlowTemporal {
  let calls = 0;
  const failures: unknown[] = [];
  const withDeadline = async <T>(_: number | Date, call: () => Promise<T>): Promise<T> => {
    calls++;
    await meanwhile()
      .then(() => seeOtherRun(db))
      .catch((error: unknown) => failures.push(error));
    return client.withDeadline(Date.now() + ANSWER_MS, call);
  };
  return {
    client: Object.assign(Object.create(client) as Client, { withDeadline }),
    calls: () => {
      assert.deepEqual(failures.splice(0), []);
      return calls;
    },
  };
}

async function seeOtherRun(db: Database): Promise<void> {
  const id = newId("run");
  await db.execute(sql`insert into run_event (run_id, type, data) values (${id}, 'run', '{}')`);
  await until("the event of another run", async () => (await eventCursor(db, id)) !== "0-0");
}
