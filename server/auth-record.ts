import { APIError, createAuthMiddleware } from "better-auth/api";
import { forgetTries, mayTry } from "./attempts.ts";
import { audit } from "./audit.ts";
import { memberActor } from "./member-actor.ts";
import { systemServices } from "./services.ts";
import { sourceOf } from "./source.ts";

/** Under which the tries at a person's password are counted. */
export const signInKey = (email: string) => `sign-in:${email.toLowerCase()}`;

const keyOf = (body: unknown) =>
  signInKey(String((body as { email?: unknown } | undefined)?.email ?? ""));

/** Counts tries at one person's password, wherever they come from. */
export const beforeSignIn = createAuthMiddleware(async (ctx) => {
  if (ctx.path !== "/sign-in/email") return;
  if (await mayTry(keyOf(ctx.body))) return;
  throw new APIError("TOO_MANY_REQUESTS", {
    message: "Too many wrong passwords for this address: wait a minute and try again.",
  });
});

/** After a right password its tries are forgotten; a second factor that was set up goes into the audit log. */
export const afterSignIn = createAuthMiddleware(async (ctx) => {
  if (ctx.context.returned instanceof Error) return;
  if (ctx.path === "/sign-in/email") await forgetTries(keyOf(ctx.body));
  // At a sign-in there is no session before; where it is set up, a new one takes the old one's place.
  const { newSession, session } = ctx.context;
  if (ctx.path !== "/two-factor/verify-totp" || !newSession || !session) return;
  const { userId, workspaceId } = newSession.session;
  const actor = await memberActor(userId, workspaceId as string | null);
  if (!actor) return;
  await audit(
    systemServices().db,
    { ...actor, source: ctx.headers && sourceOf(ctx.headers) },
    { action: "member.switch-on-second-factor", entity: "member", entityId: userId },
  );
});
