import { createHash, timingSafeEqual } from "node:crypto";
import { and, eq, gt, isNull, or, sql } from "drizzle-orm";
import { LOCAL_EMAILS, LOCAL_PEOPLE } from "../../db/local-people.ts";
import { apiKey, member, user } from "../../db/schema/auth.ts";
import { auth } from "../sign-in/auth.ts";
import type { Actor } from "../context.ts";
import { PenstockError } from "../errors.ts";
import { noteUse } from "../keys/note-use.ts";
import { isLocalMode, isSentToThisMachine } from "../sign-in/local-mode.ts";
import { actorWhere, memberActor } from "./member-actor.ts";
import { RIGHTS } from "../rights.ts";
import { systemServices } from "../services.ts";
import { sourceOf } from "../client-address.ts";

/**
 * Who sends a request: by API token, by the token of the command on this machine, or by the session's cookie.
 * Null for nobody, and for somebody who is in no workspace.
 * @throws PenstockError for a token that is wrong, expired or revoked, and for an API key sent to act as somebody else
 */
export async function actorOf(headers: Headers): Promise<Actor | null> {
  const bearer = /^Bearer\s+(\S+)$/i.exec(headers.get("authorization") ?? "")?.[1];
  const actor =
    bearer === undefined
      ? await sessionActor(headers)
      : isLocalToken(bearer)
        ? await localActor(headers)
        : await keyActor(headers, bearer);
  return actor && { ...actor, source: sourceOf(headers) };
}

/** Whose browser sends a request, be they in a workspace or not. */
export async function signedIn(headers: Headers) {
  const found = await auth().api.getSession({ headers });
  if (!found) return null;
  // Whoever signed in with one click must not stay signed in when the server is opened to others.
  const isLocalPerson = LOCAL_EMAILS.includes(found.user.email);
  return isLocalPerson && !(isLocalMode() && isSentToThisMachine(headers)) ? null : found;
}

async function sessionActor(headers: Headers): Promise<Actor | null> {
  const found = await signedIn(headers);
  if (!found) return null;
  const { id: sessionId, workspaceId } = found.session;
  const actor = await memberActor(found.user.id, workspaceId);
  return actor && { ...actor, sessionId };
}

function isLocalToken(token: string): boolean {
  const expected = process.env.PENSTOCK_LOCAL_TOKEN;
  if (!expected) return false;
  const digest = (text: string) => createHash("sha256").update(text).digest();
  return timingSafeEqual(digest(token), digest(expected));
}

async function localActor(headers: Headers): Promise<Actor> {
  if (!isLocalMode() || !isSentToThisMachine(headers))
    throw new PenstockError(
      "unauthenticated",
      "The local token works only on the machine itself and while the one-click sign-in is on: use an API key from Settings.",
    );
  const email = headers.get("x-penstock-user") ?? LOCAL_PEOPLE.designer.email;
  const actor = LOCAL_EMAILS.includes(email)
    ? await actorWhere(eq(user.email, email), "local")
    : null;
  if (actor) return actor;
  throw new PenstockError(
    "unauthenticated",
    `'${email}' is none of the local people: use one of ${LOCAL_EMAILS.join(", ")}.`,
  );
}

/** An API key acts as its owner, whoever is named beside it. */
async function keyActor(headers: Headers, token: string): Promise<Actor> {
  if (headers.has("x-penstock-user"))
    throw new PenstockError(
      "bad-request",
      "An API key acts as its owner: leave 'x-penstock-user' out, which is for the one-click sign-in.",
    );
  return tokenActor(token);
}

async function tokenActor(token: string): Promise<Actor> {
  const { db } = systemServices();
  const hash = createHash("sha256").update(token).digest("hex");
  const [key] = await db
    .select({
      id: apiKey.id,
      userId: apiKey.userId,
      workspaceId: apiKey.workspaceId,
      rights: apiKey.rights,
    })
    .from(apiKey)
    .where(
      and(
        eq(apiKey.hash, hash),
        eq(apiKey.scope, "api"),
        isNull(apiKey.revokedAt),
        or(isNull(apiKey.expiresAt), gt(apiKey.expiresAt, sql`now()`)),
      ),
    );
  const actor = key
    ? await actorWhere(
        and(eq(user.id, key.userId), eq(member.workspaceId, key.workspaceId)),
        "token",
      )
    : null;
  if (!key || !actor)
    throw new PenstockError(
      "unauthenticated",
      "This API key is unknown, expired or revoked: make a new one in Settings.",
    );
  await noteUse(db, key.id);
  if (!key.rights) return actor;
  return { ...actor, rights: RIGHTS.filter((right) => key.rights?.includes(right)) };
}
