import type { Transaction } from "../../db/client.ts";
import { dayWords } from "../day-words.ts";
import { tell } from "../notices/tell.ts";
import type { PolicyDocument } from "../policies/policy.ts";
import { addWorkingHours } from "../policies/working-hours.ts";
import { readReview } from "./read-review.ts";

/** The columns of a review whose stage at this index begins now: its working-hours deadline among them. */
export function stageClock({ stages, workingHours }: PolicyDocument, stage: number, now: Date) {
  const hours = stages[stage]?.deadlineHours ?? null;
  return {
    stage,
    stageSince: now,
    dueAt: hours === null ? null : addWorkingHours(now, hours, workingHours),
    escalatedAt: null,
    remindedAt: null,
    overdueToldAt: null,
  };
}

/** Tells those who may decide the stage at work that it waits for them; the desk's assignee first of all. */
export async function tellDeciders(
  tx: Transaction,
  workspaceId: string,
  reviewId: string,
): Promise<void> {
  const { pack, round, stages, dueAt, status } = await readReview(tx, workspaceId, reviewId);
  const stage = stages.find(({ state }) => state === "current");
  if (status !== "open" || !stage) return;
  const { name, version } = pack.model;
  await tell(
    tx,
    workspaceId,
    { users: stage.mayDecide.map(({ id }) => id) },
    {
      kind: "review.waiting",
      key: `review:${reviewId}:${round}:${stage.id}`,
      title: `${name} version ${version} waits for your decision`,
      body: `${stage.title}${dueAt === null ? "" : `, due ${dayWords(dueAt)}`}${round > 1 ? `; round ${round}` : ""}`,
      link: `/reviews/${reviewId}`,
    },
  );
}
