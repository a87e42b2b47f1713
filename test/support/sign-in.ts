import { randomBytes } from "node:crypto";
import { eq } from "drizzle-orm";
import { hashPassword, symmetricEncrypt } from "better-auth/crypto";
import type { Database } from "../../db/client.ts";
import { account, twoFactor, user } from "../../db/schema/auth.ts";
import { auth } from "../../server/sign-in/auth.ts";
import type { Actor } from "../../server/context.ts";
import { newId } from "../../server/ids.ts";
import { closeServices } from "../../server/services.ts";
import { codeAt, PERIOD_S } from "./authenticator.ts";
import { atEnd } from "./servers.ts";

export const PASSWORD = "a long enough password";

/** Has the process's own sign-in work on a test's database, as the web process's does. */
export function useSignIn(url: string): void {
  Object.assign(process.env, {
    DATABASE_URL: url,
    TEMPORAL_ADDRESS: "127.0.0.1:1",
    PENSTOCK_SECRET: "a secret of this test alone, long enough",
    PENSTOCK_WEB_URL: "http://localhost:3000",
  });
  atEnd(closeServices);
}

/** Gives a person `PASSWORD`. */
export async function givePassword(db: Database, { userId }: Pick<Actor, "userId">): Promise<void> {
  await db.insert(account).values({
    id: newId("account"),
    accountId: userId,
    providerId: "credential",
    userId,
    password: await hashPassword(PASSWORD),
  });
}

/** Gives a person a second factor, and tells how to read their authenticator: its code now, or so many codes later. */
export async function giveAuthenticator(
  db: Database,
  { userId }: Actor,
): Promise<(later?: number) => string> {
  const { secretConfig } = await auth().$context;
  const secret = randomBytes(16).toString("hex");
  await db.insert(twoFactor).values({
    id: newId("factor"),
    userId,
    secret: await symmetricEncrypt({ key: secretConfig, data: secret }),
    backupCodes: await symmetricEncrypt({ key: secretConfig, data: "[]" }),
  });
  await db.update(user).set({ twoFactorEnabled: true }).where(eq(user.id, userId));
  return (later = 0) => codeAt(Buffer.from(secret), Date.now() + later * PERIOD_S * 1_000);
}
