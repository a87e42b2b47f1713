import { and, eq } from "drizzle-orm";
import { secret } from "../../db/schema/secrets.ts";
import { audit } from "../audit.ts";
import { authorize, type Ctx } from "../context.ts";
import { PenstockError } from "../errors.ts";

/** Removes a secret for good; steps that name it fail from now on and say so. */
export async function remove(ctx: Ctx, { name }: { name: string }) {
  authorize(ctx, "secrets.write");
  return ctx.db.transaction(async (tx) => {
    const [removed] = await tx
      .delete(secret)
      .where(and(eq(secret.workspaceId, ctx.actor.workspaceId), eq(secret.name, name)))
      .returning({ setAt: secret.setAt, setBy: secret.setBy });
    if (!removed)
      throw new PenstockError(
        "not-found",
        `There is no secret '${name}' in this workspace: see those there are in Settings under Secrets, or with 'penstock secrets list'.`,
      );
    await audit(tx, ctx.actor, {
      action: "secret.remove",
      entity: "secret",
      entityId: name,
      before: { setAt: removed.setAt.toISOString(), setBy: removed.setBy },
    });
    return { name };
  });
}
