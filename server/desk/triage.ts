import { and, eq, inArray } from "drizzle-orm";
import { review } from "../../db/schema/models.ts";
import { isOwnWork } from "../approvals/version.ts";
import { audit } from "../audit.ts";
import { authorize, type Ctx } from "../context.ts";
import { PenstockError } from "../errors.ts";
import { settleTheirs } from "../notices/settle.ts";
import { tell } from "../notices/tell.ts";
import { peopleOf } from "../reviews/people.ts";
import { can } from "../rights.ts";
import type { TriageInput } from "./schemas.ts";
import { noReview } from "../reviews/find.ts";

/**
 * Gives open reviews to somebody, or sets how urgent they are; all of them, or none.
 * @throws PenstockError `forbidden` when somebody would be given their own work
 */
export async function triage(ctx: Ctx, { ids, assignee, priority }: TriageInput) {
  authorize(ctx, "reviews.triage");
  const { actor } = ctx;
  if (assignee === undefined && priority === undefined)
    throw new PenstockError(
      "bad-request",
      "Say whom to give the reviews to, or how urgent they are.",
    );
  return ctx.db.transaction(async (tx) => {
    const rows = await tx
      .select()
      .from(review)
      .where(and(eq(review.workspaceId, actor.workspaceId), inArray(review.id, ids)))
      .orderBy(review.id)
      .for("update");
    const missing = ids.find((id) => !rows.some((row) => row.id === id));
    if (missing !== undefined) throw noReview(missing);
    const closed = rows.find(({ status }) => status !== "open");
    if (closed)
      throw new PenstockError(
        "conflict",
        `'${closed.title}' is closed: choose reviews that wait for a decision.`,
      );
    let now = "It was given back to the desk";
    if (assignee) {
      const person = (await peopleOf(tx, actor.workspaceId)).find(({ id }) => id === assignee);
      if (!person || !can(person.role, "reviews.decide"))
        throw new PenstockError(
          "bad-request",
          "Reviews are given to people of this workspace who decide: choose a reviewer.",
        );
      const own = rows.find((row) => isOwnWork(row, assignee));
      if (own)
        throw new PenstockError(
          "forbidden",
          `Four eyes: ${person.name} made what '${own.title}' is about, so somebody else decides.`,
        );
      now = `It was given to ${person.name}`;
    }
    const change = {
      ...(assignee === undefined ? {} : { assignee }),
      ...(priority === undefined ? {} : { priority }),
    };
    await tx.update(review).set(change).where(inArray(review.id, ids));
    for (const row of rows)
      await audit(tx, actor, {
        action: "review.triage",
        entity: "review",
        entityId: row.id,
        before: { assignee: row.assignee, priority: row.priority },
        after: change,
      });
    for (const row of rows)
      if (assignee !== undefined && row.assignee !== null && row.assignee !== assignee)
        await settleTheirs(
          tx,
          row.assignee,
          { kind: "review.assigned", key: `review:${row.id}:assigned:` },
          `${now}: ${actor.name}.`,
        );
    if (assignee && assignee !== actor.userId) {
      for (const { id, title, stage, round } of rows)
        await tell(
          tx,
          actor.workspaceId,
          { users: [assignee] },
          {
            kind: "review.assigned",
            key: `review:${id}:assigned:${round}:${stage}`,
            title: `${title} is yours`,
            body: `${actor.name} gave you this review.`,
            link: `/reviews/${id}`,
          },
        );
    }
    return { ids, ...change };
  });
}
