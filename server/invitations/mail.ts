import { eq } from "drizzle-orm";
import { workspace, type Role } from "../../db/schema/auth.ts";
import type { Ctx } from "../context.ts";
import { readEnv } from "../env.ts";
import { log } from "../log.ts";
import { sendMail } from "../notifications/send-mail.ts";

const TIMEOUT_MS = 10_000;

/**
 * Sends the link of an invitation where the installation has a mail server.
 * @returns whether it was taken; null where there is no mail server. A mail that fails takes nothing along: the link can be sent by hand.
 */
export async function mailInvitation(
  ctx: Ctx,
  invited: { id: string; email: string; role: Role; link: string; expiresAt: Date },
): Promise<boolean | null> {
  const { smtpUrl, mailFrom } = readEnv();
  if (!smtpUrl || !mailFrom) return null;
  const [found] = await ctx.db
    .select({ name: workspace.name })
    .from(workspace)
    .where(eq(workspace.id, ctx.actor.workspaceId));
  const { id, email, role, link, expiresAt } = invited;
  try {
    await sendMail(
      {
        channel: "email",
        server: null,
        from: null,
        to: [email],
        cc: [],
        subject: `${ctx.actor.name} invites you to ${found!.name} on Penstock`,
        body: [
          `${ctx.actor.name} (${ctx.actor.email}) invites you to the workspace ${found!.name} as ${role}.`,
          `Open this link to join. It works once, until ${expiresAt.toUTCString()}:`,
          link,
          "If you did not expect this, leave it: nothing happens without the link.",
        ].join("\n\n"),
        timeoutMs: TIMEOUT_MS,
      },
      {
        id,
        secret: () => Promise.reject(new Error("An invitation names no secret.")),
        signal: AbortSignal.timeout(TIMEOUT_MS),
      },
    );
    return true;
  } catch (error) {
    log.warn({ err: error, invitation: id }, "invitation not mailed");
    return false;
  }
}
