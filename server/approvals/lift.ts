import { and, eq, inArray, isNull } from "drizzle-orm";
import type { Transaction } from "../../db/client.ts";
import { suspension } from "../../db/schema/governance.ts";
import { modelVersion } from "../../db/schema/models.ts";
import { audit } from "../audit.ts";
import { authorize, type Actor, type Ctx } from "../context.ts";
import { PenstockError } from "../errors.ts";
import { orAuditRefusal } from "./audit-refusal.ts";
import { unsettled } from "./settled.ts";
import {
  findVersion,
  isOwnWork,
  lockVersion,
  type GovernedVersion,
  type VersionName,
} from "./version.ts";
import { wakeApproval } from "./wake.ts";

type Open = typeof suspension.$inferSelect;

/**
 * Lifts one suspension of a version, or all; the version is approved again when nothing suspends it any more.
 * @throws PenstockError `forbidden` for whoever made the version; `conflict` when a cause is not settled, saying what is to do
 */
export async function lift(
  ctx: Ctx,
  input: VersionName & { suspension?: string; reason: string },
  now = new Date(),
) {
  authorize(ctx, "approvals.suspend");
  const { name, number, reason } = input;
  return orAuditRefusal(
    ctx,
    {
      action: "model-version.lift",
      entity: "model-version",
      entityId: (await findVersion(ctx.db, ctx.actor.workspaceId, input)).id,
      after: { model: name, version: number },
      why: reason,
    },
    () =>
      ctx.db.transaction(async (tx) => {
        const version = await lockVersion(tx, ctx.actor.workspaceId, input);
        const open = await openSuspensions(tx, version.id);
        const wanted =
          input.suspension === undefined ? open : open.filter(({ id }) => id === input.suspension);
        if (wanted.length === 0)
          throw new PenstockError(
            "not-found",
            `Nothing of the kind suspends ${name} version ${number} at this moment.`,
          );
        if (isOwnWork(version, ctx.actor.userId))
          throw new PenstockError(
            "forbidden",
            `Four eyes: you made ${name} version ${number}, so somebody else lifts its suspension.`,
          );
        for (const one of wanted) {
          const todo = await unsettled(tx, version, one, now);
          if (todo !== null)
            throw new PenstockError(
              "conflict",
              `${name} version ${number} stays suspended. ${todo}`,
            );
        }
        await liftThese(tx, ctx.actor, version, wanted, { why: reason, now });
        await wakeApproval(tx, version.id);
        return { name, number, status: version.status, lifted: wanted.map(({ id }) => id) };
      }),
  );
}

/**
 * Lifts all that suspends a version which a review has just approved again, in the transaction of the decision. Its
 * status is `approved` afterwards.
 */
export async function liftByReview(
  tx: Transaction,
  actor: Actor,
  version: GovernedVersion,
  { reviewId, now }: { reviewId: string; now: Date },
): Promise<void> {
  const open = await openSuspensions(tx, version.id);
  if (open.length > 0)
    await liftThese(tx, actor, version, open, {
      why: `Approved again by review ${reviewId}.`,
      now,
    });
}

/** What suspends a version at this moment, the oldest first. */
export function openSuspensions(tx: Transaction, modelVersionId: string): Promise<Open[]> {
  return tx
    .select()
    .from(suspension)
    .where(and(eq(suspension.modelVersionId, modelVersionId), isNull(suspension.liftedAt)))
    .orderBy(suspension.suspendedAt, suspension.id);
}

async function liftThese(
  tx: Transaction,
  actor: Actor,
  version: GovernedVersion,
  these: readonly Open[],
  { why, now }: { why: string; now: Date },
): Promise<void> {
  await tx
    .update(suspension)
    .set({ liftedBy: actor.userId, liftedAt: now, liftedWhy: why })
    .where(
      inArray(
        suspension.id,
        these.map(({ id }) => id),
      ),
    );
  const before = version.status;
  const rest = await openSuspensions(tx, version.id);
  if (rest.length === 0 && version.status === "suspended") {
    await tx
      .update(modelVersion)
      .set({ status: "approved" })
      .where(eq(modelVersion.id, version.id));
    version.status = "approved";
  }
  await audit(tx, actor, {
    action: "model-version.lift",
    entity: "model-version",
    entityId: version.id,
    before: { status: before, suspended: these.map(({ cause, reason }) => ({ cause, reason })) },
    after: {
      status: version.status,
      model: version.name,
      version: version.number,
      lifted: these.map(({ id }) => id),
    },
    why,
  });
}
