import { and, eq, gt, isNull, or, sql } from "drizzle-orm";
import type { Database } from "../../db/client.ts";
import { apiKey } from "../../db/schema/auth.ts";
import { hashToken } from "./token.ts";

export interface FoundKey {
  id: string;
  workspaceId: string;
  /** Whom a key of scope `api` acts as. */
  userId: string;
  scope: "api" | "inference";
  name: string;
}

/** The key a token belongs to; null when it is unknown, revoked or has run out. */
export async function findKey(db: Database, token: string): Promise<FoundKey | null> {
  if (!token.startsWith("pk_")) return null;
  const [found] = await db
    .select({
      id: apiKey.id,
      workspaceId: apiKey.workspaceId,
      userId: apiKey.userId,
      scope: apiKey.scope,
      name: apiKey.name,
    })
    .from(apiKey)
    .where(
      and(
        eq(apiKey.hash, hashToken(token)),
        isNull(apiKey.revokedAt),
        or(isNull(apiKey.expiresAt), gt(apiKey.expiresAt, sql`now()`)),
      ),
    );
  if (!found) return null;
  // At most once a minute, so that a busy key costs no write for each request.
  await db
    .update(apiKey)
    .set({ lastUsedAt: new Date() })
    .where(
      and(
        eq(apiKey.id, found.id),
        or(isNull(apiKey.lastUsedAt), sql`${apiKey.lastUsedAt} < now() - interval '1 minute'`),
      ),
    );
  return found;
}
