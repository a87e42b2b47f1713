import { eq } from "drizzle-orm";
import { group } from "../../db/schema/auth.ts";
import { audit } from "../audit.ts";
import { authorize, type Ctx } from "../context.ts";
import { lockGroup } from "./write.ts";

/** Ends a group; its members stay in the workspace, and no longer stand for what it stood for. */
export async function remove(ctx: Ctx, { id }: { id: string }) {
  authorize(ctx, "members.write");
  return ctx.db.transaction(async (tx) => {
    const before = await lockGroup(ctx, tx, id);
    await tx.delete(group).where(eq(group.id, id));
    await audit(tx, ctx.actor, {
      action: "group.remove",
      entity: "group",
      entityId: id,
      before: { ...before },
    });
    return { id, name: before.name };
  });
}
