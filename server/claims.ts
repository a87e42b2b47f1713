import postgres from "postgres";
import type { Sql } from "../db/client.ts";

/** Who may act on something at this moment: one relay at a time. */
export interface Claims {
  /** False when another relay holds it. */
  take: (id: string) => Promise<boolean>;
  giveBack: (id: string) => Promise<void>;
  end: () => Promise<void>;
}

/**
 * Claims of one relay, on a connection of its own beside the pool's. They are locks of its session: they last over a call to
 * Temporal without an open transaction, which would keep the events of all runs from being read, and end with the process.
 */
export function claimsOn(kind: "outbox" | "trigger-event", { options }: Sql): Claims {
  const session = postgres({ ...options, max: 1, idle_timeout: null, max_lifetime: null } as never);
  const keyOf = (id: string) => session`hashtextextended(${`${kind}:${id}`}, 0)`;
  return {
    take: async (id) => {
      const [row] = await session`select pg_try_advisory_lock(${keyOf(id)}) as mine`;
      return row!["mine"] === true;
    },
    giveBack: async (id) => {
      await session`select pg_advisory_unlock(${keyOf(id)})`;
    },
    end: () => session.end({ timeout: 5 }),
  };
}
