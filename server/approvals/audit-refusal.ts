import { audit, type AuditEntry } from "../audit.ts";
import type { Ctx } from "../context.ts";
import { fromDatabase, PenstockError } from "../errors.ts";

/** Does what a gate may refuse; where it does, the attempt is written down as `….…-refused`, with the refusal's sentence. */
export async function orAuditRefusal<T>(
  ctx: Ctx,
  {
    after,
    ...entry
  }: Omit<AuditEntry, "after"> & { after: Record<string, string | number | null> },
  act: () => Promise<T>,
): Promise<T> {
  try {
    return await act();
  } catch (error) {
    const refusal = fromDatabase(error);
    if (
      refusal instanceof PenstockError &&
      ["forbidden", "conflict", "not-found"].includes(refusal.code)
    )
      await audit(ctx.db, ctx.actor, {
        ...entry,
        action: `${entry.action}-refused`,
        after: { ...after, refusal: refusal.message },
      });
    throw refusal;
  }
}
