import { and, eq, like, lte, sql } from "drizzle-orm";
import { rateLimit } from "../../db/schema/auth.ts";
import { newId } from "../ids.ts";
import { hashToken } from "../keys/token.ts";
import { systemServices } from "../services.ts";

const WINDOW_MS = 60_000;
const MOST = 10;

/** Under which the tries at a sign-in are counted; hashed, since whatever is sent for an address comes here. */
export const signInKey = (email: string) => `sign-in:${hashToken(email.toLowerCase())}`;

/** Under which the tries of somebody who is signed in are counted. */
export const proofKey = (userId: string) => `sign-in-again:${userId}`;

/**
 * Counts a try at a password or code in Postgres, where all web processes see it, before it is looked at.
 * @returns whether it is within ten a minute
 */
export async function mayTry(key: string, now = Date.now()): Promise<boolean> {
  const [row] = await systemServices()
    .db.insert(rateLimit)
    .values({ id: newId("try"), key, count: 1, lastRequest: now })
    .onConflictDoUpdate({
      target: rateLimit.key,
      set: {
        count: sql`case when ${rateLimit.lastRequest} <= ${now - WINDOW_MS} then 1 else ${rateLimit.count} + 1 end`,
        lastRequest: sql`case when ${rateLimit.lastRequest} <= ${now - WINDOW_MS} then ${now} else ${rateLimit.lastRequest} end`,
      },
    })
    .returning({ count: rateLimit.count });
  return row!.count <= MOST;
}

/** Forgets the tries, after one that was right. */
export async function forgetTries(key: string): Promise<void> {
  await systemServices().db.delete(rateLimit).where(eq(rateLimit.key, key));
}

const USED = "one-time-code:";
/** Longer than an authenticator's code is taken for the right one, which is from half a minute before its time to half a minute after. */
const CODE_MS = 120_000;

/**
 * Marks an authenticator's code as used: each counts once (RFC 6238, section 5.2).
 * @returns false when it was used before
 */
export async function useCode(userId: string, code: string, now = Date.now()): Promise<boolean> {
  const { db } = systemServices();
  await db
    .delete(rateLimit)
    .where(and(like(rateLimit.key, `${USED}%`), lte(rateLimit.lastRequest, now - CODE_MS)));
  const key = `${USED}${hashToken(`${userId} ${code}`)}`;
  const marked = await db
    .insert(rateLimit)
    .values({ id: newId("try"), key, count: 1, lastRequest: now })
    .onConflictDoNothing()
    .returning({ id: rateLimit.id });
  return marked.length > 0;
}
