import { createHash } from "node:crypto";
import { audit } from "../audit.ts";
import { authorize, type Ctx } from "../context.ts";
import type { SaveInput } from "./schemas.ts";
import { changedMeanwhile, newestOf, writeSection } from "./write-section.ts";

/**
 * Saves a section's text as its next version; earlier ones stay. Saving what is there already changes nothing.
 * @throws PenstockError `conflict` when somebody else has saved since
 */
export async function save(ctx: Ctx, { modelVersionId, section, body, base }: SaveInput) {
  authorize(ctx, "documentation.write");
  return ctx.db.transaction(async (tx) => {
    const newest = await newestOf(tx, ctx, modelVersionId, section);
    if ((newest?.number ?? 0) !== base) throw changedMeanwhile();
    if (newest?.body === body) return { number: newest.number };
    const number = base + 1;
    await writeSection(tx, ctx, { modelVersionId, section, number, body, signed: false });
    await audit(tx, ctx.actor, {
      action: "documentation.save",
      entity: "documentation",
      entityId: modelVersionId,
      before: newest && { section, number: newest.number, signed: newest.signed },
      after: { section, number, hash: createHash("sha256").update(body).digest("hex") },
    });
    return { number };
  });
}
