import { and, eq } from "drizzle-orm";
import type { z } from "zod";
import { attachedEvidence } from "../../db/schema/governance.ts";
import { review } from "../../db/schema/models.ts";
import { artifact } from "../../db/schema/runs.ts";
import { isOwnWork, lockVersion } from "../approvals/version.ts";
import { audit } from "../audit.ts";
import { authorize, type Ctx } from "../context.ts";
import { PenstockError } from "../errors.ts";
import { newId } from "../ids.ts";
import { policyFor } from "../policies/policy-for.ts";
import { tierOf } from "../risk/tier-of.ts";
import type { attachInput } from "./schemas.ts";

/**
 * Attaches uploaded content to a model version as evidence for a requirement of its policy. It is shown as attached by hand,
 * and as the maker's own where whoever made the model attached it. An open review of the version becomes stale.
 * @throws PenstockError `not-found` for content that was not uploaded; `bad-request` for a requirement the policy has not
 */
export async function attach(ctx: Ctx, input: z.output<typeof attachInput>, now = new Date()) {
  authorize(ctx, "evidence.attach");
  const { actor } = ctx;
  const { workspaceId } = actor;
  const { model: name, version: number, requirement, title, note, hash, fileName, value } = input;
  const [content] = await ctx.db
    .select({ hash: artifact.hash })
    .from(artifact)
    .where(and(eq(artifact.workspaceId, workspaceId), eq(artifact.hash, hash)));
  if (!content || !(await ctx.artifacts.has(hash)))
    throw new PenstockError(
      "not-found",
      "There is no upload with that content in this workspace: upload the file again.",
    );
  return ctx.db.transaction(async (tx) => {
    const version = await lockVersion(tx, workspaceId, { name, number });
    if (version.status === "rejected" || version.status === "retired")
      throw new PenstockError(
        "conflict",
        `${name} version ${number} is ${version.status}: nothing is attached to it any more.`,
      );
    const { tier } = await tierOf(tx, version.modelId);
    const { document } = await policyFor(tx, workspaceId, tier);
    if (!document.evidence.some(({ id }) => id === requirement))
      throw new PenstockError(
        "bad-request",
        `The policy for tier ${tier} asks for no '${requirement}'. It asks for ${document.evidence.map(({ id }) => `'${id}'`).join(", ") || "nothing"}.`,
      );
    const id = newId("evi");
    await tx.insert(attachedEvidence).values({
      id,
      workspaceId,
      modelVersionId: version.id,
      requirement,
      title,
      note,
      hash,
      fileName,
      value,
      attachedBy: actor.userId,
      attachedAt: now,
    });
    const [open] = await tx
      .select({ id: review.id })
      .from(review)
      .where(and(eq(review.modelVersionId, version.id), eq(review.status, "open")));
    await audit(tx, actor, {
      action: "evidence.attach",
      entity: "evidence",
      entityId: id,
      after: { model: name, version: number, requirement, title, hash, value },
      why: note,
    });
    return { id, own: isOwnWork(version, actor.userId), staleReview: open?.id ?? null };
  });
}
