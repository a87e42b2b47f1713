import { eq } from "drizzle-orm";
import type { Database, Transaction } from "../../db/client.ts";
import { REVIEW_FUNCTIONS, ROLES } from "../../db/schema/auth.ts";
import { review } from "../../db/schema/models.ts";
import type { Look } from "../../workflows/core/governing.ts";
import { audit } from "../audit.ts";
import { tell, type Audience } from "../notices/tell.ts";
import { addWorkingHours } from "../policies/working-hours.ts";
import { readReview, type ReviewRecord, type StageOfReview } from "../reviews/read-review.ts";
import { nextOf } from "./next-of.ts";
import { systemActor } from "../actors/system-actor.ts";

/** A review at a stage that has a deadline. */
interface Due {
  row: typeof review.$inferSelect;
  dueAt: Date;
  stage: StageOfReview;
  /** Who can still decide the stage, and whom the desk gave the review to. */
  deciders: Audience;
}

/**
 * Does what is due about a review: reminds its deciders at half of the stage's working hours, and escalates as the policy
 * says when the time is over. However often it is called, each happens once for a stage.
 * @returns when to look again
 */
export async function lookAtReview(db: Database, id: string, now = new Date()): Promise<Look> {
  return db.transaction(async (tx) => {
    const [found] = await tx.select().from(review).where(eq(review.id, id)).for("update");
    if (found?.status !== "open") return { over: true, until: null };
    const record = await readReview(tx, found.workspaceId, id);
    const stage = record.stages.find(({ state }) => state === "current");
    const { dueAt, stageSince } = found;
    if (!dueAt || !stage?.deadlineHours) return { over: false, until: null };
    const { workingHours } = record.pack.policy.document;
    const half = addWorkingHours(stageSince, stage.deadlineHours / 2, workingHours);
    const due = { row: found, dueAt, stage, deciders: decidersOf(record, stage) };
    if (dueAt <= now) await escalate(tx, due, now);
    else if (half <= now) await remind(tx, due, now);
    return { over: false, until: nextOf([half, dueAt], now) };
  });
}

async function remind(
  tx: Transaction,
  { row, dueAt, stage, deciders }: Due,
  now: Date,
): Promise<void> {
  if (row.remindedAt) return;
  await tx.update(review).set({ remindedAt: now }).where(eq(review.id, row.id));
  await audit(tx, systemActor(row.workspaceId), {
    action: "review.remind",
    entity: "review",
    entityId: row.id,
    after: { stage: stage.id, dueAt: dueAt.toISOString(), key: keyOf(row) },
  });
  await tell(tx, row.workspaceId, deciders, {
    kind: "review.reminder",
    key: `review:${row.id}:remind:${keyOf(row)}`,
    title: `'${row.title}' waits for a decision`,
    body: `Half of the time for '${stage.title}' has passed.`,
    link: `/reviews/${row.id}`,
  });
}

async function escalate(
  tx: Transaction,
  { row, dueAt, stage, deciders }: Due,
  now: Date,
): Promise<void> {
  if (row.overdueToldAt) return;
  const { to } = stage.escalate;
  await tx
    .update(review)
    .set({ escalatedAt: now, overdueToldAt: now })
    .where(eq(review.id, row.id));
  await audit(tx, systemActor(row.workspaceId), {
    action: "review.escalate",
    entity: "review",
    entityId: row.id,
    after: { stage: stage.id, to, dueAt: dueAt.toISOString(), key: keyOf(row) },
    why: "Its time is over.",
  });
  const overdue = {
    kind: "review.overdue",
    title: `'${row.title}' is overdue`,
    body: `The time for '${stage.title}' is over.`,
    link: `/reviews/${row.id}`,
  } as const;
  await tell(tx, row.workspaceId, deciders, {
    ...overdue,
    key: `review:${row.id}:overdue:${keyOf(row)}`,
  });
  if (to !== null)
    await tell(tx, row.workspaceId, audienceOf(to), {
      ...overdue,
      kind: "review.escalated",
      key: `review:${row.id}:escalate:${keyOf(row)}`,
      body: `${overdue.body} The policy names you for that case.`,
    });
}

/** A stage of a round, which begins its own time. */
function keyOf({ round, stage, stageSince }: Due["row"]): string {
  return `${round}/${stage}/${stageSince.toISOString()}`;
}

function decidersOf({ assignee, stages }: ReviewRecord, stage: StageOfReview): Audience {
  const done = [
    ...stages.flatMap(({ decisions }) => decisions.map(({ by }) => by.id)),
    ...stage.delegations.map(({ from }) => from.id),
  ];
  const users = stage.mayDecide.map(({ id }) => id);
  if (assignee && !done.includes(assignee.id)) users.push(assignee.id);
  return { users };
}

function audienceOf(to: NonNullable<StageOfReview["escalate"]["to"]>): Audience {
  return {
    functions: REVIEW_FUNCTIONS.filter((one) => one === to),
    roles: ROLES.filter((one) => one === to),
  };
}
