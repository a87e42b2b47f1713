import { randomBytes } from "node:crypto";
import { and, eq } from "drizzle-orm";
import { invitation, member, user, type ReviewFunction, type Role } from "../../db/schema/auth.ts";
import { audit } from "../audit.ts";
import { authorize, type Ctx } from "../context.ts";
import { PenstockError } from "../errors.ts";
import { newId } from "../ids.ts";
import { hashToken } from "../keys/token.ts";
import { webLink } from "../web-link.ts";
import { mailInvitation } from "./mail.ts";

interface Fields {
  email: string;
  role: Role;
  functions: ReviewFunction[];
  expiresInDays: number;
}

/**
 * Invites somebody: whoever opens the link may join, once. The link is in the answer, in the mail where a mail server is
 * set up, and can never be read again.
 */
export async function create(ctx: Ctx, { email, role, functions, expiresInDays }: Fields) {
  authorize(ctx, "members.write");
  const { workspaceId, userId } = ctx.actor;
  const token = randomBytes(32).toString("base64url");
  const id = newId("inv");
  const expiresAt = new Date(Date.now() + expiresInDays * 86_400_000);
  await ctx.db.transaction(async (tx) => {
    const [there] = await tx
      .select({ name: user.name })
      .from(member)
      .innerJoin(user, eq(user.id, member.userId))
      .where(and(eq(member.workspaceId, workspaceId), eq(user.email, email)));
    if (there)
      throw new PenstockError(
        "conflict",
        `${there.name} (${email}) is in this workspace already: change their role under Members.`,
      );
    await tx.insert(invitation).values({
      id,
      workspaceId,
      email,
      role,
      functions,
      hash: hashToken(token),
      invitedBy: userId,
      expiresAt,
    });
    await audit(tx, ctx.actor, {
      action: "invitation.create",
      entity: "invitation",
      entityId: id,
      after: { email, role, functions, expiresAt: expiresAt.toISOString() },
    });
  });
  const path = `/invite/${token}`;
  const link = webLink(path);
  const mailed = await mailInvitation(ctx, { id, email, role, link, expiresAt });
  return { id, email, role, functions, expiresAt, path, link, mailed };
}
