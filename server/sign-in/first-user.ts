import { APIError } from "better-auth/api";
import { and, eq, isNotNull, notInArray, sql } from "drizzle-orm";
import { DEFAULT_WORKSPACE, LOCAL_EMAILS } from "../../db/local-people.ts";
import type { Database, Transaction } from "../../db/client.ts";
import { account, member, user, type Role } from "../../db/schema/auth.ts";
import { audit } from "../audit.ts";
import { readEnv } from "../env.ts";
import { lookAt } from "../invitations/look.ts";
import { isLocalMode } from "./local-mode.ts";
import { systemServices } from "../services.ts";

/** better-auth's paths and headers of the request that makes a user, where one does. */
type Making = { path?: string; headers?: Headers } | null;

/** A sign-up that brings the token of an invitation along. */
export const INVITATION_HEADER = "x-penstock-invitation";

/** Whether there is nobody yet who could let others in, so that the first person may register. The local people do not count. */
export async function registrationIsOpen(): Promise<boolean> {
  return !isLocalMode() && !(await hasAdmin(systemServices().db));
}

async function hasAdmin(db: Database | Transaction): Promise<boolean> {
  const [someone] = await db
    .select({ id: user.id })
    .from(member)
    .innerJoin(user, eq(user.id, member.userId))
    .where(
      and(
        eq(member.workspaceId, DEFAULT_WORKSPACE),
        eq(member.role, "admin"),
        notInArray(user.email, [...LOCAL_EMAILS]),
      ),
    )
    .limit(1);
  return someone !== undefined;
}

/** Whether anybody but the local people could sign in, by a password. */
export async function othersHaveAccounts(): Promise<boolean> {
  const [someone] = await systemServices()
    .db.select({ id: account.id })
    .from(account)
    .where(isNotNull(account.password))
    .limit(1);
  return someone !== undefined;
}

/** Whether somebody signs in with this address and a password. */
export async function hasAccount(email: string): Promise<boolean> {
  const [someone] = await systemServices()
    .db.select({ id: account.id })
    .from(account)
    .innerJoin(user, eq(user.id, account.userId))
    .where(and(eq(user.email, email), isNotNull(account.password)))
    .limit(1);
  return someone !== undefined;
}

/** Runs before a user is written: lets in the first, the invited, and whom the OpenID provider vouches for. */
export async function refuseSecondFirstUser(
  { email }: { email: string },
  making: Making,
): Promise<void> {
  if (await registrationIsOpen()) return;
  if (comesFromProvider(making)) return;
  const token = making?.headers?.get(INVITATION_HEADER);
  const invited = token ? await lookAt(token) : null;
  if (invited?.state === "open" && invited.email === email.toLowerCase()) return;
  throw new APIError("FORBIDDEN", {
    message: isLocalMode()
      ? "Nobody registers here: sign in as one of the local people, or by an invitation."
      : "Registration is closed, since somebody has registered: ask an admin to invite you.",
  });
}

function comesFromProvider(making: Making): boolean {
  return making?.path?.startsWith("/callback/") ?? false;
}

/**
 * Runs after a user is written. Of two who register first at the same moment, one becomes the admin, and the other gets
 * into nothing; who comes from the OpenID provider becomes what the installation says, or gets in by invitation.
 */
export async function welcome(
  created: { id: string; name: string; email: string },
  making: Making,
): Promise<void> {
  await systemServices().db.transaction(async (tx) => {
    await tx.execute(sql`select 1 from workspace where id = ${DEFAULT_WORKSPACE} for update`);
    const invited = making?.headers?.has(INVITATION_HEADER) ?? false;
    if (!isLocalMode() && !invited && !(await hasAdmin(tx)))
      return join(tx, created, "admin", "The first person to register");
    const role = comesFromProvider(making) ? readEnv().oidc?.role : undefined;
    if (role) await join(tx, created, role, "Signed in by the OpenID provider");
  });
}

async function join(
  tx: Transaction,
  { id, name, email }: { id: string; name: string; email: string },
  role: Role,
  why: string,
): Promise<void> {
  await tx.insert(member).values({ workspaceId: DEFAULT_WORKSPACE, userId: id, role });
  await audit(
    tx,
    { userId: id, name, email, workspaceId: DEFAULT_WORKSPACE, role, via: "session" },
    { action: "member.add", entity: "member", entityId: id, after: { email, role }, why },
  );
}
