import type { Client } from "@temporalio/client";
import type { Database } from "../db/client.ts";
import { log } from "../server/log.ts";
import { isServed } from "./say-alive.ts";
import { becomeCurrent } from "./worker-version.ts";

export interface Builds {
  /** Looks again: other builds come and go. */
  look: () => Promise<void>;
}

/** The newest build that is served goes on with the runs: takes them over where that is this one, and says in the log who does. */
export async function followBuilds(
  client: Client,
  db: Database,
  build: string,
  signal: AbortSignal,
): Promise<Builds> {
  const takeOver = () => becomeCurrent(client, build, (builds) => isServed(db, builds), signal);
  let current = await takeOver();
  if (!current) say();
  return {
    look: async () => {
      const before = current;
      current = await takeOver().catch((error: unknown) => {
        log.warn({ err: error }, "it could not be seen which build is current");
        return before;
      });
      if (current !== before && !signal.aborted) say();
    },
  };

  function say(): void {
    if (current) log.info({ build }, "no newer build is served: this one goes on with the runs");
    else
      log.warn(
        { build },
        "workers of a newer build go on with the runs; this one takes none until they have stopped",
      );
  }
}
