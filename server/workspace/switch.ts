import { and, eq } from "drizzle-orm";
import { member, session, workspace } from "../../db/schema/auth.ts";
import { authorize, type Ctx } from "../context.ts";
import { PenstockError } from "../errors.ts";
import { systemServices } from "../services.ts";

/** Has the session that asks work in another of the person's workspaces from now on. Others of theirs stay where they are. */
export async function switchTo(ctx: Ctx, { id }: { id: string }) {
  authorize(ctx, "workspace.read");
  const { userId, sessionId } = ctx.actor;
  if (!sessionId)
    throw new PenstockError(
      "bad-request",
      "Only a browser's session has a workspace to switch: an API key belongs to one.",
    );
  const { db } = systemServices();
  const [found] = await db
    .select({ id: workspace.id, name: workspace.name })
    .from(member)
    .innerJoin(workspace, eq(workspace.id, member.workspaceId))
    .where(and(eq(member.userId, userId), eq(member.workspaceId, id)));
  if (!found) throw new PenstockError("not-found", `You are in no workspace '${id}'.`);
  await db
    .update(session)
    .set({ workspaceId: id })
    .where(and(eq(session.id, sessionId), eq(session.userId, userId)));
  return found;
}
