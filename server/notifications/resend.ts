import { sql } from "drizzle-orm";
import { audit } from "../audit.ts";
import { authorize, type Ctx } from "../context.ts";
import { PenstockError } from "../errors.ts";
import { readSecret } from "../secrets/read.ts";
import { Redactor } from "../secrets/redactor.ts";
import { attempt, KEPT, NOT_BEING_SENT, type KeptMessage } from "./attempt.ts";
import { get } from "./get.ts";

/**
 * Sends a message again as it is, under the same id, and answers with what is known then; the last attempt says whether it
 * arrived. Only one attempt is made.
 */
export async function resend(ctx: Ctx, { id }: { id: string }) {
  authorize(ctx, "runs.control");
  const { db, actor } = ctx;
  // Written down before it goes out: afterwards nobody could say who asked for it, should this process die.
  const kept = await db.transaction(async (tx) => {
    const [claimed] = await tx.execute<KeptMessage>(sql`
      update notification set sending_since = now()
      where id = ${id} and workspace_id = ${actor.workspaceId}
        and ${NOT_BEING_SENT}
      returning ${KEPT}
    `);
    if (claimed)
      await audit(tx, actor, {
        action: "notification.resend",
        entity: "notification",
        entityId: id,
        before: { status: claimed.status, attempts: claimed.attempts.length },
      });
    return claimed;
  });
  if (!kept) {
    await get(ctx, { id });
    throw new PenstockError(
      "conflict",
      "This message is being sent at this moment: wait for the outcome, then send it again.",
    );
  }
  const redactor = new Redactor();
  await attempt(kept, {
    db,
    redactor,
    secret: async (name) => {
      const value = await readSecret(db, actor.workspaceId, name);
      redactor.add(value);
      return value;
    },
    signal: new AbortController().signal,
    lasting: (call) => call(),
    by: { id: actor.userId, name: actor.name },
  });
  return get(ctx, { id });
}
