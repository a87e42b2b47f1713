import type { TestEngine } from "../../test/support/engine.ts";
import { freshWorkspace } from "../../test/support/factories.ts";
import type { Ctx } from "../context.ts";

/** A workspace that no other test has runs in, as its designer and its operator. */
export async function ownWorkspace(engine: TestEngine): Promise<{ designer: Ctx; operator: Ctx }> {
  const people = await freshWorkspace(engine.database.db);
  const { db } = await engine.database.as(people.workspaceId);
  const as = (actor: Ctx["actor"]): Ctx => ({ ...engine.as.designer, db, actor });
  return { designer: as(people.designer), operator: as(people.operator) };
}
