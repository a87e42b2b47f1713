import { asc, eq } from "drizzle-orm";
import { member, user, workspace } from "../../db/schema/auth.ts";
import { RIGHTS, can } from "../rights.ts";
import { procedure, router } from "../trpc.ts";

export const workspaceRouter = router({
  /** Who is signed in, and what they may do. */
  me: procedure("workspace.read").query(async ({ ctx }) => {
    const { actor, db } = ctx;
    const [found] = await db.select().from(workspace).where(eq(workspace.id, actor.workspaceId));
    return {
      user: { id: actor.userId, email: actor.email, name: actor.name },
      role: actor.role,
      rights: RIGHTS.filter((right) => can(actor.role, right)),
      workspace: { id: actor.workspaceId, name: found!.name },
    };
  }),
  members: procedure("workspace.read").query(({ ctx }) =>
    ctx.db
      .select({ id: user.id, name: user.name, email: user.email, role: member.role })
      .from(member)
      .innerJoin(user, eq(user.id, member.userId))
      .where(eq(member.workspaceId, ctx.actor.workspaceId))
      .orderBy(asc(user.name)),
  ),
});
