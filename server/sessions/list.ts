import { and, desc, eq, gt, sql } from "drizzle-orm";
import { session } from "../../db/schema/auth.ts";
import { authorize, type Ctx } from "../context.ts";
import { systemServices } from "../services.ts";
import { inPerson } from "./in-person.ts";

/** Where a person is signed in, last used first: device, address, and whether it is this one. */
export async function list(ctx: Ctx) {
  authorize(ctx, "workspace.read");
  inPerson(ctx);
  const rows = await systemServices()
    .db.select({
      id: session.id,
      userAgent: session.userAgent,
      address: session.ipAddress,
      createdAt: session.createdAt,
      lastUsedAt: session.updatedAt,
      expiresAt: session.expiresAt,
    })
    .from(session)
    .where(and(eq(session.userId, ctx.actor.userId), gt(session.expiresAt, sql`now()`)))
    .orderBy(desc(session.updatedAt), session.id)
    .limit(200);
  const items = rows.map((row) => ({ ...row, current: row.id === ctx.actor.sessionId }));
  return { items };
}
