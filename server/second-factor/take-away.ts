import { eq } from "drizzle-orm";
import type { Transaction } from "../../db/client.ts";
import { twoFactor, user } from "../../db/schema/auth.ts";

/** Takes a person's second factor away, its backup codes too. @returns whether there was one */
export async function takeAway(tx: Transaction, userId: string): Promise<boolean> {
  const [before] = await tx
    .select({ on: user.twoFactorEnabled })
    .from(user)
    .where(eq(user.id, userId))
    .for("update");
  await tx.delete(twoFactor).where(eq(twoFactor.userId, userId));
  await tx.update(user).set({ twoFactorEnabled: false }).where(eq(user.id, userId));
  return before?.on ?? false;
}
