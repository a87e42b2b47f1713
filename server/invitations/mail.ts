import { eq } from "drizzle-orm";
import { workspace, type Role } from "../../db/schema/auth.ts";
import type { Ctx } from "../context.ts";
import { mailPerson } from "../notifications/mail-person.ts";

/** Sends the link of an invitation; answers as `mailPerson` does. The link can also be sent by hand. */
export async function mailInvitation(
  ctx: Ctx,
  invited: { id: string; email: string; role: Role; link: string; expiresAt: Date },
): Promise<boolean | null> {
  const [found] = await ctx.db
    .select({ name: workspace.name })
    .from(workspace)
    .where(eq(workspace.id, ctx.actor.workspaceId));
  const { id, email, role, link, expiresAt } = invited;
  return mailPerson({
    id,
    to: email,
    subject: `${ctx.actor.name} invites you to ${found!.name} on Penstock`,
    paragraphs: [
      `${ctx.actor.name} (${ctx.actor.email}) invites you to the workspace ${found!.name} as ${role}.`,
      `Open this link to join. It works once, until ${expiresAt.toUTCString()}:`,
      link,
      "If you did not expect this, leave it: nothing happens without the link.",
    ],
  });
}
