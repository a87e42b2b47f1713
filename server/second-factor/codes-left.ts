import { symmetricDecrypt } from "better-auth/crypto";
import { eq } from "drizzle-orm";
import { z } from "zod";
import { twoFactor } from "../../db/schema/auth.ts";
import { auth } from "../sign-in/auth.ts";
import { authorize, type Ctx } from "../context.ts";
import { systemServices } from "../services.ts";
import { inPerson } from "../sessions/in-person.ts";

/** How many of a person's own backup codes have not been used; null without a second factor. */
export async function codesLeft(ctx: Ctx): Promise<{ left: number | null }> {
  authorize(ctx, "workspace.read");
  inPerson(ctx);
  const [found] = await systemServices()
    .db.select({ backupCodes: twoFactor.backupCodes })
    .from(twoFactor)
    .where(eq(twoFactor.userId, ctx.actor.userId));
  if (!found) return { left: null };
  const { secretConfig } = await auth().$context;
  const codes = await symmetricDecrypt({ key: secretConfig, data: found.backupCodes });
  return { left: z.array(z.string()).parse(JSON.parse(codes)).length };
}
