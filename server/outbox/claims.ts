import postgres from "postgres";
import type { Sql } from "../../db/client.ts";

/** Who may tell a workflow something at this moment: one relay at a time, so that the workflow hears all in order. */
export interface OutboxClaims {
  /** False when another relay holds the workflow. */
  take: (workflowId: string) => Promise<boolean>;
  giveBack: (workflowId: string) => Promise<void>;
  end: () => Promise<void>;
}

/**
 * Claims of one relay, on a connection of its own beside the pool's. They are locks of its session: they last over a call to
 * Temporal without an open transaction, which would keep the events of all runs from being read, and end with the process.
 */
export function outboxClaims({ options }: Sql): OutboxClaims {
  const session = postgres({ ...options, max: 1, idle_timeout: null, max_lifetime: null } as never);
  const keyOf = (workflowId: string) => session`hashtextextended(${`outbox:${workflowId}`}, 0)`;
  return {
    take: async (workflowId) => {
      const [row] = await session`select pg_try_advisory_lock(${keyOf(workflowId)}) as mine`;
      return row!["mine"] === true;
    },
    giveBack: async (workflowId) => {
      await session`select pg_advisory_unlock(${keyOf(workflowId)})`;
    },
    end: () => session.end({ timeout: 5 }),
  };
}
