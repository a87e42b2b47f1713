import { and, asc, eq } from "drizzle-orm";
import { LOCAL_EMAILS } from "../../db/local-people.ts";
import { member, user, workspace } from "../../db/schema/auth.ts";
import { authorize, type Ctx } from "../context.ts";
import { isLocalMode } from "../sign-in/local-mode.ts";
import { can, RIGHTS } from "../rights.ts";
import { hasPassword } from "../second-factor/has-password.ts";
import { systemServices } from "../services.ts";

/** Who is signed in, what they may do and stand for, their workspaces, and how they can sign in again. */
export async function me(ctx: Ctx) {
  authorize(ctx, "workspace.read");
  const { actor } = ctx;
  const [found] = await ctx.db
    .select({ name: workspace.name })
    .from(workspace)
    .where(eq(workspace.id, actor.workspaceId));
  return {
    user: { id: actor.userId, email: actor.email, name: actor.name },
    role: actor.role,
    functions: actor.functions ?? [],
    rights: RIGHTS.filter(
      (right) => can(actor.role, right) && (actor.rights?.includes(right) ?? true),
    ),
    workspace: { id: actor.workspaceId, name: found!.name },
  };
}

/** The workspaces a person is in, the one they work in among them, by name. */
export async function mine(ctx: Ctx) {
  authorize(ctx, "workspace.read");
  const { userId, workspaceId, via } = ctx.actor;
  // A key knows its own alone; for a person this looks beyond the one they work in.
  return systemServices()
    .db.select({ id: workspace.id, name: workspace.name, role: member.role })
    .from(member)
    .innerJoin(workspace, eq(workspace.id, member.workspaceId))
    .where(
      and(
        eq(member.userId, userId),
        via === "token" ? eq(member.workspaceId, workspaceId) : undefined,
      ),
    )
    .orderBy(asc(workspace.name), asc(workspace.id))
    .limit(200);
}

/** By which means the person can prove that they are there: what a signature asks for. */
export async function proofs(ctx: Ctx) {
  authorize(ctx, "workspace.read");
  const { actor } = ctx;
  const [row] = await systemServices()
    .db.select({ code: user.twoFactorEnabled })
    .from(user)
    .where(eq(user.id, actor.userId));
  return {
    password: await hasPassword(actor.userId),
    code: row?.code ?? false,
    /** One click is enough, at the machine itself. */
    local: isLocalMode() && actor.via === "session" && LOCAL_EMAILS.includes(actor.email),
  };
}
