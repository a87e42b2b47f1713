import { Artifacts } from "../../server/artifacts.ts";
import type { Actor, Ctx } from "../../server/context.ts";
import type { Database } from "../../db/client.ts";

/** What a verb is given, for tests that start no engine; content is kept nowhere unless `artifacts` says where. */
export function contextOf(
  db: Database,
  actor: Actor,
  artifacts = new Artifacts("/nonexistent"),
): Ctx {
  return {
    db,
    actor,
    artifacts,
    temporal: () => Promise.reject(new Error("This test has no Temporal.")),
  };
}
