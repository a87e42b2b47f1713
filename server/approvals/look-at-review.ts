import { eq } from "drizzle-orm";
import type { Database, Transaction } from "../../db/client.ts";
import { REVIEW_FUNCTIONS, ROLES } from "../../db/schema/auth.ts";
import { review } from "../../db/schema/models.ts";
import type { Look } from "../../workflows/core/governing.ts";
import { tell, type Audience } from "../notices/tell.ts";
import type { Stage } from "../policies/policy.ts";
import { readPack } from "../reviews/read-pack.ts";
import { nextOf } from "./next-of.ts";
import { auditOnce } from "./once.ts";
import { systemActor } from "./system-actor.ts";

type Open = typeof review.$inferSelect;

/**
 * Does what is due about a review: reminds its deciders at half of the stage's time, and escalates as the policy says when
 * the time is over. However often it is called, each happens once for a stage.
 * @returns when to look again
 */
export async function lookAtReview(db: Database, id: string, now = new Date()): Promise<Look> {
  return db.transaction(async (tx) => {
    const [found] = await tx.select().from(review).where(eq(review.id, id)).for("update");
    if (found?.status !== "open") return { over: true, until: null };
    const { dueAt, stageSince } = found;
    if (!dueAt) return { over: false, until: null };
    const half = new Date((stageSince.getTime() + dueAt.getTime()) / 2);
    if (dueAt <= now) await escalate(tx, found, now);
    else if (half <= now) await remind(tx, found, dueAt);
    return { over: false, until: nextOf([half, dueAt], now) };
  });
}

async function remind(tx: Transaction, found: Open, dueAt: Date): Promise<void> {
  const first = await auditOnce(tx, systemActor(found.workspaceId), keyOf(found), {
    action: "review.remind",
    entity: "review",
    entityId: found.id,
    after: { stage: stageOf(found)?.id ?? null, dueAt: dueAt.toISOString() },
  });
  if (first)
    await tell(tx, found.workspaceId, deciders(found), {
      kind: "review.reminder",
      key: `review:${found.id}:remind:${keyOf(found)}`,
      title: `'${found.title}' waits for a decision`,
      body: `Half of the time for '${stageOf(found)?.title ?? "this stage"}' has passed.`,
      link: `/reviews/${found.id}`,
    });
}

async function escalate(tx: Transaction, found: Open, now: Date): Promise<void> {
  const stage = stageOf(found);
  const to = stage?.escalate.to ?? null;
  const first = await auditOnce(tx, systemActor(found.workspaceId), keyOf(found), {
    action: "review.escalate",
    entity: "review",
    entityId: found.id,
    after: { stage: stage?.id ?? null, to, dueAt: found.dueAt?.toISOString() ?? null },
    why: "Its time is over.",
  });
  if (!first) return;
  await tx.update(review).set({ escalatedAt: now }).where(eq(review.id, found.id));
  const overdue = {
    kind: "review.overdue",
    title: `'${found.title}' is overdue`,
    body: `The time for '${stage?.title ?? "this stage"}' is over.`,
    link: `/reviews/${found.id}`,
  } as const;
  await tell(tx, found.workspaceId, deciders(found), {
    ...overdue,
    key: `review:${found.id}:overdue:${keyOf(found)}`,
  });
  if (to !== null)
    await tell(tx, found.workspaceId, audienceOf(to), {
      ...overdue,
      kind: "review.escalated",
      key: `review:${found.id}:escalate:${keyOf(found)}`,
      body: `${overdue.body} The policy names you for that case.`,
    });
}

/** A stage of a round, which begins its own time. */
function keyOf({ round, stage, stageSince }: Open): string {
  return `${round}/${stage}/${stageSince.toISOString()}`;
}

function stageOf(found: Open): Stage | undefined {
  return readPack(found.evidence).policy.document.stages[found.stage];
}

function deciders(found: Open): Audience {
  const stands = stageOf(found)?.function;
  return {
    ...(stands ? { functions: [stands] } : { roles: ["reviewer"] }),
    users: found.assignee ? [found.assignee] : [],
  };
}

function audienceOf(to: NonNullable<Stage["escalate"]["to"]>): Audience {
  return {
    functions: REVIEW_FUNCTIONS.filter((one) => one === to),
    roles: ROLES.filter((one) => one === to),
  };
}
