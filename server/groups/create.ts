import { group } from "../../db/schema/auth.ts";
import { audit } from "../audit.ts";
import { authorize, type Ctx } from "../context.ts";
import { newId } from "../ids.ts";
import { withoutOwnGain } from "../members/functions-of.ts";
import { checkName, writeMembers, type GroupFields } from "./write.ts";

/** Makes a group; what it stands for, its members stand for. */
export async function create(ctx: Ctx, { name, functions, members }: GroupFields) {
  authorize(ctx, "members.write");
  const id = newId("grp");
  await ctx.db.transaction(async (tx) => {
    await checkName(ctx, tx, { id, name });
    await withoutOwnGain(ctx, tx, async () => {
      await tx.insert(group).values({ id, workspaceId: ctx.actor.workspaceId, name, functions });
      await writeMembers(ctx, tx, { id, members });
    });
    await audit(tx, ctx.actor, {
      action: "group.create",
      entity: "group",
      entityId: id,
      after: { name, functions, members },
    });
  });
  return { id, name, functions, members };
}
