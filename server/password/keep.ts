import { and, eq, isNotNull, ne } from "drizzle-orm";
import type { Transaction } from "../../db/client.ts";
import { account, session } from "../../db/schema/auth.ts";
import { auth } from "../sign-in/auth.ts";
import { PenstockError } from "../errors.ts";

/**
 * Hashes a password as better-auth does; slow, so it belongs before a transaction.
 * @throws PenstockError `bad-request` for one that is too short or too long
 */
export async function hashed(password: string): Promise<string> {
  const { config, hash } = (await auth().$context).password;
  if (password.length < config.minPasswordLength || password.length > config.maxPasswordLength)
    throw new PenstockError(
      "bad-request",
      `A password has ${config.minPasswordLength} to ${config.maxPasswordLength} characters: choose another.`,
    );
  return hash(password);
}

/** Puts a password in the place of a person's, and ends their sessions but one. @returns how many ended */
export async function keepPassword(
  tx: Transaction,
  { userId, hash, sessionId }: { userId: string; hash: string; sessionId?: string },
): Promise<number> {
  await tx
    .update(account)
    .set({ password: hash, updatedAt: new Date() })
    .where(and(eq(account.userId, userId), isNotNull(account.password)));
  const ended = await tx
    .delete(session)
    .where(and(eq(session.userId, userId), sessionId ? ne(session.id, sessionId) : undefined))
    .returning({ id: session.id });
  return ended.length;
}
