import { and, eq } from "drizzle-orm";
import { reviewDelegation } from "../../db/schema/governance.ts";
import { review } from "../../db/schema/models.ts";
import { orAuditRefusal } from "../approvals/audit-refusal.ts";
import { audit } from "../audit.ts";
import { authorize, type Ctx } from "../context.ts";
import { PenstockError } from "../errors.ts";
import { newId } from "../ids.ts";
import { settleNotices } from "../notices/settle.ts";
import { can } from "../rights.ts";
import { mayDecideStage } from "./may-decide.ts";
import { readReview } from "./read-review.ts";
import { exclusion } from "./stages.ts";
import { tellDeciders } from "./stage-begins.ts";

/**
 * Hands the stage at work over to another reviewer, who decides it instead. Nobody who made the model, and nobody who has
 * decided in this round, gets it.
 * @throws PenstockError `forbidden` where the policy, four eyes or the other's role say no; `conflict` when it is closed
 */
export async function delegate(
  ctx: Ctx,
  { id, to, why }: { id: string; to: string; why: string },
  now = new Date(),
) {
  authorize(ctx, "reviews.decide");
  const { actor } = ctx;
  const { workspaceId } = actor;
  const attempt = {
    action: "review.delegate",
    entity: "review",
    entityId: id,
    after: { to },
    why,
  } as const;
  return orAuditRefusal(ctx, attempt, () =>
    ctx.db.transaction(async (tx) => {
      await tx
        .select({ id: review.id })
        .from(review)
        .where(and(eq(review.id, id), eq(review.workspaceId, workspaceId)))
        .for("update");
      const seen = await readReview(tx, workspaceId, id);
      const stage = seen.stages.find(({ state }) => state === "current");
      if (!stage)
        throw new PenstockError("conflict", "The review is closed: there is nothing to hand over.");
      if (!stage.delegation)
        throw new PenstockError(
          "forbidden",
          `The policy for tier ${seen.tier} does not let '${stage.title}' be handed over.`,
        );
      const may = mayDecideStage(actor, seen.stages);
      if (!may.canDecide)
        throw new PenstockError("forbidden", `You have nothing to hand over. ${may.why!}`);
      const person = seen.people.find((one) => one.id === to);
      if (!person) throw new PenstockError("not-found", "Whom you name is not in this workspace.");
      if (!can(person.role, "reviews.decide"))
        throw new PenstockError(
          "forbidden",
          `${person.name} is a ${person.role}, who decides no reviews: name a reviewer.`,
        );
      if (stage.mayDecide.some((one) => one.id === to))
        throw new PenstockError(
          "conflict",
          to === actor.userId
            ? "You decide this stage yourself: name somebody else."
            : `${person.name} may decide '${stage.title}' already.`,
        );
      const excluded = exclusion(
        {
          authorId: seen.author.id,
          startedById: seen.startedBy.id,
          makers: seen.makers,
          stages: seen.pack.policy.document.stages,
          decisions: seen.stages.flatMap(({ decisions }) => decisions),
        },
        to,
      );
      if (excluded !== null)
        throw new PenstockError(
          "forbidden",
          `Four eyes: nothing is handed over to ${person.name}. ${excluded}`,
        );
      await tx.insert(reviewDelegation).values({
        id: newId("del"),
        workspaceId,
        reviewId: id,
        round: seen.round,
        stage: stage.id,
        fromUser: actor.userId,
        toUser: to,
        why,
        createdAt: now,
      });
      await settleNotices(tx, id, `You handed it over to ${person.name}.`, [actor.userId]);
      await tellDeciders(tx, workspaceId, id);
      await audit(tx, actor, {
        action: "review.delegate",
        entity: "review",
        entityId: id,
        after: { stage: stage.id, round: seen.round, from: actor.userId, to },
        why,
      });
      return { id, stage: stage.title, to: { id: person.id, name: person.name } };
    }),
  );
}
