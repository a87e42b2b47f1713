import { and, inArray, isNotNull } from "drizzle-orm";
import { account } from "../../db/schema/auth.ts";
import { systemServices } from "../services.ts";

/** Whether a person signs in with a password of theirs; the local people, and who comes from a provider, do not. */
export async function hasPassword(userId: string): Promise<boolean> {
  return (await havePasswords([userId])).has(userId);
}

/** Those of these people who sign in with a password of theirs. */
export async function havePasswords(userIds: readonly string[]): Promise<Set<string>> {
  if (userIds.length === 0) return new Set();
  const rows = await systemServices()
    .db.select({ userId: account.userId })
    .from(account)
    .where(and(inArray(account.userId, [...userIds]), isNotNull(account.password)));
  return new Set(rows.map(({ userId }) => userId));
}
