import type { GenericEndpointContext } from "better-auth";
import { APIError, createAuthMiddleware, getSessionFromCtx } from "better-auth/api";
import { forgetTries, mayTry, proofKey, signInKey, useCode } from "./tries.ts";
import { audit } from "../audit.ts";
import { refuseSecondFirstUser } from "./first-user.ts";
import { memberActor } from "../actors/member-actor.ts";
import { systemServices } from "../services.ts";
import { sourceOf } from "../client-address.ts";

/** What a sign-in with a code that was used before is refused with. */
export const CODE_USED = "CODE_USED";

const emailOf = (body: unknown) => String((body as { email?: unknown } | undefined)?.email ?? "");

/** Under which a request's try at a password is counted; null where it is none. */
async function keyOf(ctx: GenericEndpointContext): Promise<string | null> {
  if (ctx.path === "/sign-in/email") return signInKey(emailOf(ctx.body));
  if (ctx.path !== "/two-factor/enable") return null;
  const found = await getSessionFromCtx(ctx);
  return found && proofKey(found.user.id);
}

/** Earlier releases let a person trust a device for thirty days, and the plugin would renew that with each sign-in. */
async function forgetDevice({ context, getSignedCookie }: GenericEndpointContext): Promise<void> {
  const { name } = context.createAuthCookie("trust_device");
  const trusted = await getSignedCookie(name, context.secret);
  const record = trusted ? trusted.split("!")[1] : undefined;
  if (record) await context.internalAdapter.deleteVerificationByIdentifier(record);
}

/** Counts tries at one person's password, wherever they come from. Whoever may not register does not learn who has. */
export const beforeSignIn = createAuthMiddleware(async (ctx) => {
  if (ctx.path === "/sign-up/email") await refuseSecondFirstUser({ email: emailOf(ctx.body) }, ctx);
  // Whoever has somebody's password and one code must need the next one for the next sign-in.
  if ((ctx.body as { trustDevice?: unknown } | undefined)?.trustDevice)
    throw new APIError("BAD_REQUEST", {
      message: "Every sign-in asks for the second factor here: leave 'trustDevice' out.",
    });
  if (ctx.path === "/sign-in/email") await forgetDevice(ctx);
  const key = await keyOf(ctx);
  if (key === null || (await mayTry(key))) return;
  throw new APIError("TOO_MANY_REQUESTS", {
    message: "Too many wrong passwords: wait a minute and try again.",
  });
});

/**
 * After a right password its tries are forgotten; a code that was used before gives no session; a second factor that was
 * set up goes into the audit log.
 */
export const afterSignIn = createAuthMiddleware(async (ctx) => {
  if (ctx.context.returned instanceof Error) return;
  const key = await keyOf(ctx);
  if (key !== null) await forgetTries(key);
  const { newSession, session } = ctx.context;
  if (ctx.path !== "/two-factor/verify-totp" || !newSession) return;
  const isNew = await useCode(newSession.user.id, (ctx.body as { code: string }).code);
  // At a sign-in there is no session before; where it is set up, a new one takes the old one's place.
  if (!session) {
    if (isNew) return;
    await ctx.context.internalAdapter.deleteSession(newSession.session.token);
    throw new APIError("UNAUTHORIZED", { code: CODE_USED, message: "That code was used already." });
  }
  const { userId, workspaceId } = newSession.session;
  const actor = await memberActor(userId, workspaceId as string | null);
  if (!actor) return;
  await audit(
    systemServices().db,
    { ...actor, source: ctx.headers && sourceOf(ctx.headers) },
    { action: "member.switch-on-second-factor", entity: "member", entityId: userId },
  );
});
