import { and, eq } from "drizzle-orm";
import type { Transaction } from "../../db/client.ts";
import { model } from "../../db/schema/models.ts";
import type { Ctx } from "../context.ts";
import { noModel } from "../models/find.ts";

/** The model of this name; its row is locked where `lock` says so. @throws PenstockError `not-found`. */
export async function findModel(
  tx: Transaction | Ctx["db"],
  { actor }: Pick<Ctx, "actor">,
  name: string,
  { lock = false } = {},
): Promise<{ id: string; name: string }> {
  const wanted = tx
    .select({ id: model.id, name: model.name })
    .from(model)
    .where(and(eq(model.workspaceId, actor.workspaceId), eq(model.name, name)));
  const [found] = lock ? await wanted.for("update") : await wanted;
  if (!found) throw noModel(name);
  return found;
}
