import { sql } from "drizzle-orm";
import { policyVersion } from "../../db/schema/governance.ts";
import { audit } from "../audit.ts";
import { authorize, type Ctx } from "../context.ts";
import { PenstockError } from "../errors.ts";
import { newId } from "../ids.ts";
import { hashPolicy } from "./policy.ts";
import { policyFor } from "./policy-for.ts";
import { readSource } from "./read-source.ts";
import type { SaveInput } from "./schemas.ts";

/**
 * Writes the next version of a tier's policy. Reviews that are open under the version before become stale; those decided
 * stay as they are.
 * @throws PenstockError `bad-request` with all problems; `conflict` when another version came first, or nothing changes.
 */
export async function save(
  ctx: Ctx,
  { tier, source, note, base }: SaveInput,
): Promise<{ tier: SaveInput["tier"]; number: number; hash: string }> {
  authorize(ctx, "policies.write");
  const { document, problems } = readSource(source);
  if (!document)
    throw new PenstockError(
      "bad-request",
      problems.map(({ line, message }) => `Line ${line}: ${message}`).join(" "),
      problems,
    );
  const { workspaceId, userId } = ctx.actor;
  return ctx.db.transaction(async (tx) => {
    // Two who save at once come one after the other.
    await tx.execute(
      sql`select pg_advisory_xact_lock(hashtextextended(${`policy:${workspaceId}:${tier}`}, 0))`,
    );
    const before = await policyFor(tx, workspaceId, tier);
    if (base !== undefined && base !== before.number)
      throw new PenstockError(
        "conflict",
        `Version ${before.number} of this policy was saved in the meantime: look at what it changed, then save again.`,
      );
    const hash = hashPolicy(document);
    if (hash === before.hash)
      throw new PenstockError(
        "conflict",
        `Nothing changes: the policy of the tier '${tier}' says this already.`,
      );
    const number = before.number + 1;
    const id = newId("pol");
    await tx.insert(policyVersion).values({
      id,
      workspaceId,
      tier,
      number,
      document: JSON.parse(JSON.stringify(document)),
      source,
      hash,
      note,
      author: userId,
    });
    await audit(tx, ctx.actor, {
      action: "policy.save",
      entity: "policy",
      entityId: id,
      before: { tier, number: before.number, hash: before.hash },
      after: { tier, number, hash },
      why: note,
    });
    return { tier, number, hash };
  });
}
