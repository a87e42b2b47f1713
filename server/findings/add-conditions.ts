import { eq, max } from "drizzle-orm";
import type { Transaction } from "../../db/client.ts";
import { finding } from "../../db/schema/governance.ts";
import type { Actor } from "../context.ts";
import { dayWords } from "../day-words.ts";
import { PenstockError } from "../errors.ts";
import { newId } from "../ids.ts";
import { tell } from "../notices/tell.ts";
import type { Condition } from "../reviews/decision-schemas.ts";
import type { ReviewRecord } from "../reviews/read-review.ts";
import { isDay } from "../is-day.ts";

/**
 * Writes down what an approval hangs on: each a finding with an owner and a date.
 * @throws PenstockError `bad-request` for a date that has passed or an owner who is no member
 */
export async function addConditions(
  tx: Transaction,
  actor: Actor,
  { id: reviewId, author, people, versionId, workspaceId, pack }: ReviewRecord,
  conditions: readonly Condition[],
  now: Date,
) {
  if (conditions.length === 0) return [];
  const next = await nextNumber(tx, reviewId);
  const rows = conditions.map(({ title, remedy, owner = author.id, dueAt, severity }, index) => {
    const due = endOf(dueAt);
    if (due <= now)
      throw new PenstockError("bad-request", `The condition '${title}' is due in the past.`);
    if (!people.some((person) => person.id === owner))
      throw new PenstockError(
        "bad-request",
        `The owner of the condition '${title}' is not in this workspace.`,
      );
    return {
      id: newId("fnd"),
      workspaceId,
      reviewId,
      modelVersionId: versionId,
      number: next + index,
      condition: true,
      severity,
      title,
      remedy: remedy || title,
      owner,
      dueAt: due,
      raisedBy: actor.userId,
      raisedAt: now,
    };
  });
  await tx.insert(finding).values(rows);
  for (const { id, owner, title, dueAt } of rows)
    await tell(
      tx,
      workspaceId,
      { users: [owner] },
      {
        kind: "finding.yours",
        key: `finding:${id}:${owner}`,
        title: `A condition of ${pack.model.name} version ${pack.model.version} is yours`,
        body: `${title}, due ${dayWords(dueAt)}`,
        link: `/reviews/${reviewId}`,
      },
    );
  return rows;
}

/** The number of the next finding of a review, whose row the caller has locked. */
export async function nextNumber(tx: Transaction, reviewId: string): Promise<number> {
  const [last] = await tx
    .select({ number: max(finding.number) })
    .from(finding)
    .where(eq(finding.reviewId, reviewId));
  return (last?.number ?? 0) + 1;
}

/** A date's last moment, in UTC; a moment as it is. */
export function endOf(due: string): Date {
  return new Date(isDay(due) ? `${due}T23:59:59.999Z` : due);
}
