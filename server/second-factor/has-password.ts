import { and, eq, isNotNull } from "drizzle-orm";
import { account } from "../../db/schema/auth.ts";
import { systemServices } from "../services.ts";

/** Whether a person signs in with a password of theirs; the local people, and who comes from a provider, do not. */
export async function hasPassword(userId: string): Promise<boolean> {
  const [found] = await systemServices()
    .db.select({ id: account.id })
    .from(account)
    .where(and(eq(account.userId, userId), isNotNull(account.password)))
    .limit(1);
  return found !== undefined;
}
