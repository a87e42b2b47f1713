import { and, eq, ne } from "drizzle-orm";
import { session } from "../../db/schema/auth.ts";
import { audit } from "../audit.ts";
import { authorize, type Ctx } from "../context.ts";
import { PenstockError } from "../errors.ts";
import { systemServices } from "../services.ts";
import { inPerson } from "./in-person.ts";

const SHOWN = { id: session.id, address: session.ipAddress, userAgent: session.userAgent };

/** Ends one of the person's own sessions. */
export async function revoke(ctx: Ctx, { id }: { id: string }) {
  authorize(ctx, "workspace.read");
  inPerson(ctx);
  return systemServices().db.transaction(async (tx) => {
    const [ended] = await tx
      .delete(session)
      .where(and(eq(session.id, id), eq(session.userId, ctx.actor.userId)))
      .returning(SHOWN);
    if (!ended)
      throw new PenstockError("not-found", "You have no such session: it may have ended already.");
    await audit(tx, ctx.actor, {
      action: "session.revoke",
      entity: "session",
      entityId: id,
      before: { address: ended.address, userAgent: ended.userAgent },
    });
    return { id };
  });
}

/** Ends all of the person's sessions but the one that asks. */
export async function revokeOthers(ctx: Ctx) {
  authorize(ctx, "workspace.read");
  inPerson(ctx);
  const { userId, sessionId } = ctx.actor;
  return systemServices().db.transaction(async (tx) => {
    const ended = await tx
      .delete(session)
      .where(and(eq(session.userId, userId), sessionId ? ne(session.id, sessionId) : undefined))
      .returning(SHOWN);
    for (const { id, address, userAgent } of ended)
      await audit(tx, ctx.actor, {
        action: "session.revoke",
        entity: "session",
        entityId: id,
        before: { address, userAgent },
      });
    return { ended: ended.length };
  });
}
