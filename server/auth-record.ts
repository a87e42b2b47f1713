import { APIError, createAuthMiddleware } from "better-auth/api";
import { forgetTries, mayTry } from "./attempts.ts";
import { audit } from "./audit.ts";
import { memberActor } from "./member-actor.ts";
import { systemServices } from "./services.ts";
import { sourceOf } from "./source.ts";

/** What better-auth's own routes change about a person's sign-in, as the audit log calls it. */
const RECORDED: Record<string, `session.${string}`> = {
  "/two-factor/disable": "session.second-factor-off",
  "/two-factor/generate-backup-codes": "session.backup-codes",
  "/change-password": "session.password",
};

const keyOf = (body: unknown) =>
  `sign-in:${String((body as { email?: unknown } | undefined)?.email ?? "").toLowerCase()}`;

/** Counts tries at one person's password, wherever they come from. */
export const beforeSignIn = createAuthMiddleware(async (ctx) => {
  if (ctx.path !== "/sign-in/email") return;
  if (await mayTry(keyOf(ctx.body))) return;
  throw new APIError("TOO_MANY_REQUESTS", {
    message: "Too many wrong passwords for this address: wait a minute and try again.",
  });
});

/** Writes changes of a person's sign-in into the audit log of the workspace they work in. */
export const afterSignIn = createAuthMiddleware(async (ctx) => {
  if (ctx.context.returned instanceof Error) return;
  if (ctx.path === "/sign-in/email") await forgetTries(keyOf(ctx.body));
  const action =
    ctx.path === "/two-factor/verify-totp" && ctx.context.newSession && ctx.context.session
      ? "session.second-factor-on"
      : RECORDED[ctx.path ?? ""];
  // A change of the second factor comes with a new session in place of the old one.
  const now = ctx.context.newSession ?? ctx.context.session;
  if (!action || !now) return;
  const { userId, workspaceId } = now.session;
  const actor = await memberActor(userId, workspaceId as string | null);
  if (!actor) return;
  const source = ctx.headers && sourceOf(ctx.headers);
  await audit(
    systemServices().db,
    { ...actor, source },
    { action, entity: "session", entityId: userId },
  );
});
