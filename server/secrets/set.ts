import { and, eq } from "drizzle-orm";
import { secret } from "../../db/schema/secrets.ts";
import { audit } from "../audit.ts";
import { authorize, type Ctx } from "../context.ts";
import { encrypt } from "./cipher.ts";

/** Keeps a value under a name, in place of one that is there. It can be replaced and removed, never read again. */
export async function set(ctx: Ctx, { name, value }: { name: string; value: string }) {
  authorize(ctx, "secrets.write");
  const { workspaceId, userId } = ctx.actor;
  const fields = { ciphertext: encrypt(value), setBy: userId, setAt: new Date() };
  return ctx.db.transaction(async (tx) => {
    const [earlier] = await tx
      .select({ setAt: secret.setAt, setBy: secret.setBy })
      .from(secret)
      .where(and(eq(secret.workspaceId, workspaceId), eq(secret.name, name)))
      .for("update");
    await tx
      .insert(secret)
      .values({ workspaceId, name, ...fields })
      .onConflictDoUpdate({ target: [secret.workspaceId, secret.name], set: fields });
    await audit(tx, ctx.actor, {
      action: "secret.set",
      entity: "secret",
      entityId: name,
      before: earlier ? { setAt: earlier.setAt.toISOString(), setBy: earlier.setBy } : null,
      after: { setAt: fields.setAt.toISOString(), setBy: userId },
    });
    return { name, setAt: fields.setAt, replaced: earlier !== undefined };
  });
}
