import { and, eq } from "drizzle-orm";
import { REVIEW_FUNCTIONS, ROLES } from "../../db/schema/auth.ts";
import { review } from "../../db/schema/models.ts";
import { audit } from "../audit.ts";
import { authorize, type Ctx } from "../context.ts";
import { PenstockError } from "../errors.ts";
import { newId } from "../ids.ts";
import { tell, type Audience } from "../notices/tell.ts";
import { readReview } from "./read-review.ts";

/**
 * Asks somebody above for help with the stage at work: whom the policy names for it, or a person. Who may decide stays as it is.
 * @throws PenstockError `conflict` when it is closed; `bad-request` when neither the policy nor the request names anybody
 */
export async function escalate(
  ctx: Ctx,
  { id, to, why }: { id: string; to?: string | undefined; why: string },
  now = new Date(),
) {
  authorize(ctx, "reviews.comment");
  const { actor } = ctx;
  const { workspaceId } = actor;
  return ctx.db.transaction(async (tx) => {
    await tx
      .select({ id: review.id })
      .from(review)
      .where(and(eq(review.id, id), eq(review.workspaceId, workspaceId)))
      .for("update");
    const seen = await readReview(tx, workspaceId, id);
    const stage = seen.stages.find(({ state }) => state === "current");
    if (!stage) throw new PenstockError("conflict", "The review is closed: nothing waits in it.");
    const person = to === undefined ? null : seen.people.find((one) => one.id === to);
    if (person === undefined)
      throw new PenstockError("not-found", "Whom you name is not in this workspace.");
    const named = stage.escalate.to;
    if (!person && named === null)
      throw new PenstockError(
        "bad-request",
        `The policy names nobody above '${stage.title}': say whom to ask.`,
      );
    const audience: Audience = person
      ? { users: [person.id] }
      : {
          functions: REVIEW_FUNCTIONS.filter((one) => one === named),
          roles: ROLES.filter((one) => one === named),
        };
    await tx.update(review).set({ escalatedAt: now }).where(eq(review.id, id));
    await tell(tx, workspaceId, audience, {
      kind: "review.escalated",
      key: `review:${id}:escalate:${newId("esc")}`,
      title: `${actor.name} asks for your help with ${seen.pack.model.name} version ${seen.pack.model.version}`,
      body: `'${stage.title}' waits. ${why}`,
      link: `/reviews/${id}`,
    });
    await audit(tx, actor, {
      action: "review.escalate",
      entity: "review",
      entityId: id,
      after: { stage: stage.id, round: seen.round, to: person?.id ?? named },
      why,
    });
    return { id, to: person?.name ?? named! };
  });
}
