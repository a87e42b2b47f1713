import { and, asc, eq, isNull } from "drizzle-orm";
import type { Database, Transaction } from "../../db/client.ts";
import { finding } from "../../db/schema/governance.ts";
import type { Look } from "../../workflows/core/governing.ts";
import type { Actor } from "../context.ts";
import { dayWords } from "../day-words.ts";
import { tell } from "../notices/tell.ts";
import { checkRequirements, unmet } from "../policies/check-requirements.ts";
import { readPack } from "../reviews/read-pack.ts";
import { lastApproved } from "../reviews/requirements.ts";
import { askForReReview } from "./ask-for-re-review.ts";
import { approvalPolicy, lastApproval } from "./last-approval.ts";
import { nextOf } from "./next-of.ts";
import { suspend } from "./suspend.ts";
import { systemActor } from "../actors/system-actor.ts";
import { lockVersionById, versionLink, type GovernedVersion } from "./version.ts";
import { coveredBy, findingScope, grantedWaivers, type Granted } from "./waivers-of.ts";

const DAY_MS = 86_400_000;
const FINDING = "finding:";

/** One look: who acts, on which version, at what moment. */
interface Watch {
  tx: Transaction;
  actor: Actor;
  version: GovernedVersion;
  granted: Granted[];
  now: Date;
}

/**
 * Does what is due about an approval: suspends it when its validity has ended, when a condition is past due and neither
 * closed nor waived, or when a waiver has ended that a requirement needs; asks for the next review ahead of the end.
 * However often it is called, each happens once.
 * @returns when to look again
 */
export async function lookAtApproval(db: Database, id: string, now = new Date()): Promise<Look> {
  return db.transaction(async (tx) => {
    const version = await lockVersionById(tx, id);
    if (version?.status !== "approved" && version?.status !== "suspended")
      return { over: true, until: null };
    const watch: Watch = {
      tx,
      actor: systemActor(version.workspaceId),
      version,
      granted: await grantedWaivers(tx, id),
      now,
    };
    const ahead = [
      ...(await validity(watch)),
      ...(await conditions(watch)),
      ...(await waivers(watch)),
    ];
    return { over: false, until: nextOf(ahead, now) };
  });
}

async function validity({ tx, actor, version, now }: Watch): Promise<Date[]> {
  const { approvedUntil } = version;
  if (!approvedUntil) return [];
  if (approvedUntil <= now) {
    await suspend(tx, actor, version, {
      cause: "validity-ended",
      subject: approvedUntil.toISOString(),
      reason: `Its approval ended on ${dayWords(approvedUntil)}.`,
      facts: { approvedUntil: approvedUntil.toISOString() },
    });
    return [];
  }
  const { leadDays } = (await approvalPolicy(tx, version)).reReview;
  const askAt = new Date(approvedUntil.getTime() - leadDays * DAY_MS);
  if (askAt <= now)
    await askForReReview(tx, actor, version, {
      key: `validity:${approvedUntil.toISOString()}`,
      why: `Its approval ends on ${dayWords(approvedUntil)}.`,
      dueAt: approvedUntil,
      now,
    });
  return [askAt, approvedUntil];
}

async function conditions(watch: Watch): Promise<Date[]> {
  const { tx, actor, version, granted, now } = watch;
  const open = await tx
    .select({
      id: finding.id,
      number: finding.number,
      title: finding.title,
      owner: finding.owner,
      raisedAt: finding.raisedAt,
      dueAt: finding.dueAt,
      reopenedAt: finding.reopenedAt,
    })
    .from(finding)
    .where(
      and(
        eq(finding.modelVersionId, version.id),
        eq(finding.condition, true),
        isNull(finding.closedAt),
      ),
    )
    .orderBy(asc(finding.dueAt), asc(finding.id));
  const ahead: Date[] = [];
  for (const { id, number, title, owner, raisedAt, dueAt, reopenedAt } of open) {
    if (!dueAt) continue;
    if (dueAt > now) {
      const half = new Date((raisedAt.getTime() + dueAt.getTime()) / 2);
      if (half <= now && owner)
        await tell(
          tx,
          version.workspaceId,
          { users: [owner] },
          {
            kind: "condition.reminder",
            key: `condition:${id}:${dueAt.toISOString()}`,
            title: `A condition of ${version.name} version ${version.number} is due on ${dayWords(dueAt)}`,
            body: `F${number}: ${title}`,
            link: versionLink(version),
          },
        );
      ahead.push(half, dueAt);
      continue;
    }
    const cover = coveredBy(granted, findingScope(id), now);
    if (cover) {
      ahead.push(cover.endsAt);
      continue;
    }
    // Past due since its date, or since it was opened again after that.
    const since = reopenedAt && reopenedAt > dueAt ? reopenedAt : dueAt;
    const ended = lastEnded(watch, findingScope(id));
    if (ended && ended.endsAt > since)
      await endWaiver(watch, ended, "The condition is past due and not closed.");
    else
      await suspend(tx, actor, version, {
        cause: "condition-overdue",
        subject: `${id}:${since.toISOString()}`,
        reason: `Condition F${number}, '${title}', was due on ${dayWords(dueAt)} and is not closed.`,
        facts: { finding: id, dueAt: dueAt.toISOString() },
      });
  }
  return ahead;
}

/** Requirements of the policy that were waived when the version was approved. */
async function waivers(watch: Watch): Promise<Date[]> {
  const { tx, version, granted, now } = watch;
  const scopes = new Set(
    granted.map(({ scope }) => scope).filter((scope) => !scope.startsWith(FINDING)),
  );
  const ahead: Date[] = [];
  for (const scope of scopes) {
    const cover = coveredBy(granted, scope, now);
    if (cover) {
      ahead.push(cover.endsAt);
      continue;
    }
    const ended = lastEnded(watch, scope);
    const lacking = ended && (await needsWaiver(tx, version, scope, ended));
    if (ended && lacking) await endWaiver(watch, ended, lacking);
  }
  return ahead;
}

function lastEnded({ granted, now }: Watch, scope: string): Granted | null {
  const own = granted.filter((one) => one.scope === scope);
  if (own.length === 0 || own.some(({ endsAt }) => endsAt > now)) return null;
  return own.reduce((last, one) => (one.endsAt > last.endsAt ? one : last));
}

async function endWaiver(
  { tx, actor, version }: Watch,
  { id, scope, endsAt }: Granted,
  why: string,
): Promise<void> {
  const what = scope.startsWith(FINDING) ? "a condition" : `'${scope}'`;
  await suspend(tx, actor, version, {
    cause: "waiver-ended",
    subject: id,
    reason: `The waiver for ${what} ended on ${dayWords(endsAt)}. ${why}`,
    facts: { waiver: id, scope },
  });
}

/** Why the last approval would not have been given without its waiver; null when it would, or did not use it. */
async function needsWaiver(
  tx: Transaction,
  version: GovernedVersion,
  scope: string,
  { endsAt }: Granted,
): Promise<string | null> {
  const approval = await lastApproval(tx, version.id);
  if (!approval?.decidedAt || approval.decidedAt >= endsAt) return null;
  const pack = readPack(approval.evidence);
  const results = checkRequirements({
    pack,
    policy: pack.policy.document,
    waivers: [],
    champion: await lastApproved(tx, version.id, approval.decidedAt),
    now: approval.decidedAt,
  });
  return unmet(results).find(({ id }) => id === scope)?.why ?? null;
}
