import { and, eq } from "drizzle-orm";
import { model } from "../../db/schema/models.ts";
import type { Ctx } from "../context.ts";
import { PenstockError } from "../errors.ts";

/** The workspace's model of that name. Throws `not-found`. */
export async function findModel({ db, actor }: Pick<Ctx, "db" | "actor">, name: string) {
  const [found] = await db
    .select({ id: model.id })
    .from(model)
    .where(and(eq(model.workspaceId, actor.workspaceId), eq(model.name, name)));
  if (!found)
    throw new PenstockError("not-found", `There is no model '${name}' in this workspace.`);
  return found;
}
