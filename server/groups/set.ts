import { eq } from "drizzle-orm";
import { group } from "../../db/schema/auth.ts";
import { audit } from "../audit.ts";
import { authorize, type Ctx } from "../context.ts";
import { withoutOwnGain } from "../members/functions-of.ts";
import { checkName, lockGroup, writeMembers, type GroupFields } from "./write.ts";

/** Changes a group's name, what it stands for, and who is in it. */
export async function set(
  ctx: Ctx,
  { id, name, functions, members }: GroupFields & { id: string },
) {
  authorize(ctx, "members.write");
  return ctx.db.transaction(async (tx) => {
    const before = await lockGroup(ctx, tx, id);
    await checkName(ctx, tx, { id, name });
    await withoutOwnGain(ctx, tx, async () => {
      await tx.update(group).set({ name, functions }).where(eq(group.id, id));
      await writeMembers(ctx, tx, { id, members });
    });
    await audit(tx, ctx.actor, {
      action: "group.set",
      entity: "group",
      entityId: id,
      before: { ...before },
      after: { name, functions, members },
    });
    return { id, name, functions, members };
  });
}
