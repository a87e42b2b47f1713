import { and, eq, gt, sql } from "drizzle-orm";
import { z } from "zod";
import type { Database, Transaction } from "../../db/client.ts";
import { user, verification } from "../../db/schema/auth.ts";
import { hashToken } from "../keys/token.ts";
import { systemServices } from "../services.ts";

/** How long a link to a new password works. */
const LINK_HOURS = 24;
const PREFIX = "password-link:";

const made = z.object({ workspaceId: z.string(), by: z.string() });

/** Who a link is for, where it was made, and by whom. */
interface PasswordLink extends z.infer<typeof made> {
  userId: string;
}

/** Keeps a link, of whose token only the SHA-256 is kept; the person's links from before are worthless from now on. */
export async function keepLink(
  tx: Transaction,
  token: string,
  { userId, ...value }: PasswordLink,
): Promise<{ expiresAt: Date }> {
  // Beside better-auth's own one-time values, under a name that none of its routes asks for.
  const identifier = `${PREFIX}${userId}`;
  const expiresAt = new Date(Date.now() + LINK_HOURS * 3_600_000);
  await tx.delete(verification).where(eq(verification.identifier, identifier));
  await tx
    .insert(verification)
    .values({ id: hashToken(token), identifier, value: JSON.stringify(value), expiresAt });
  return { expiresAt };
}

/** Whom a link is for and who made it; null where there is none, or it was used, replaced, or has expired. */
export async function findLink(
  db: Database | Transaction,
  token: string,
): Promise<PasswordLink | null> {
  const [row] = await db
    .select({ identifier: verification.identifier, value: verification.value })
    .from(verification)
    .where(and(eq(verification.id, hashToken(token)), gt(verification.expiresAt, sql`now()`)))
    .for("update");
  if (!row?.identifier.startsWith(PREFIX)) return null;
  return { userId: row.identifier.slice(PREFIX.length), ...made.parse(JSON.parse(row.value)) };
}

/** Whom a link lets choose a new password, for whoever holds it. */
export async function lookAtLink(token: string): Promise<{ name: string; email: string } | null> {
  const { db } = systemServices();
  const found = await findLink(db, token);
  if (!found) return null;
  const [person] = await db
    .select({ name: user.name, email: user.email })
    .from(user)
    .where(eq(user.id, found.userId));
  return person ?? null;
}
