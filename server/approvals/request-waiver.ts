import { and, eq } from "drizzle-orm";
import type { Transaction } from "../../db/client.ts";
import { finding, waiver } from "../../db/schema/governance.ts";
import { audit } from "../audit.ts";
import { authorize, type Ctx } from "../context.ts";
import { PenstockError } from "../errors.ts";
import { newId } from "../ids.ts";
import { tell } from "../notices/tell.ts";
import { approvalPolicy, waivable } from "./last-approval.ts";
import { lockVersion, versionLink, type GovernedVersion, type VersionName } from "./version.ts";

/** The longest a waiver may hold, in days. */
const LONGEST_DAYS = 366;
const DAY_MS = 86_400_000;

/**
 * Asks that a requirement of the policy, or a condition of an approval, need not hold until a date. It holds once another
 * person has agreed.
 */
export async function requestWaiver(
  ctx: Ctx,
  input: VersionName & { scope: string; reason: string; expiresAt: string },
  now = new Date(),
) {
  authorize(ctx, "waivers.request");
  const { scope, reason, name, number } = input;
  const expiresAt = new Date(input.expiresAt);
  if (expiresAt <= now)
    throw new PenstockError("bad-request", "A waiver ends in the future: choose a later date.");
  if (expiresAt.getTime() - now.getTime() > LONGEST_DAYS * DAY_MS)
    throw new PenstockError(
      "bad-request",
      "A waiver holds a year at most: choose an earlier date.",
    );
  return ctx.db.transaction(async (tx) => {
    const version = await lockVersion(tx, ctx.actor.workspaceId, input);
    if (version.status === "retired" || version.status === "rejected")
      throw new PenstockError(
        "conflict",
        `${name} version ${number} is ${version.status}: there is nothing to waive.`,
      );
    const what = await scopeWords(tx, version, scope);
    const id = newId("wvr");
    await tx.insert(waiver).values({
      id,
      workspaceId: ctx.actor.workspaceId,
      modelVersionId: version.id,
      scope,
      reason,
      requestedBy: ctx.actor.userId,
      requestedAt: now,
      expiresAt,
    });
    await audit(tx, ctx.actor, {
      action: "waiver.request",
      entity: "waiver",
      entityId: id,
      after: { model: name, version: number, scope, expiresAt: expiresAt.toISOString() },
      why: reason,
    });
    await tell(
      tx,
      ctx.actor.workspaceId,
      { roles: ["reviewer", "admin"] },
      {
        kind: "waiver.requested",
        key: `waiver:${id}`,
        title: `A waiver for ${name} version ${number} waits for an answer`,
        body: `${what}: ${reason}`,
        link: versionLink(version),
      },
    );
    return { id, scope, expiresAt };
  });
}

/** What is to be waived, for people. Throws where there is nothing of that. */
async function scopeWords(
  tx: Transaction,
  version: GovernedVersion,
  scope: string,
): Promise<string> {
  if (scope.startsWith("finding:")) {
    const [found] = await tx
      .select({ number: finding.number, title: finding.title, closedAt: finding.closedAt })
      .from(finding)
      .where(
        and(eq(finding.id, scope.slice("finding:".length)), eq(finding.modelVersionId, version.id)),
      );
    if (!found)
      throw new PenstockError(
        "not-found",
        "This version has no such finding: choose one of its own.",
      );
    if (found.closedAt)
      throw new PenstockError("conflict", "The finding is closed: there is nothing to waive.");
    return `F${found.number} (${found.title})`;
  }
  const requirements = await waivable(tx, version, await approvalPolicy(tx, version));
  if (!requirements.some(({ id }) => id === scope))
    throw new PenstockError(
      "bad-request",
      `The policy has no requirement '${scope}': choose ${requirements.map(({ id }) => `'${id}'`).join(", ") || "a finding"}.`,
    );
  return `'${scope}'`;
}
