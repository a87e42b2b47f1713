import { eq } from "drizzle-orm";
import type { Transaction } from "../../db/client.ts";
import { finding, waiver, type suspension } from "../../db/schema/governance.ts";
import { approvalPolicy, lastApproval } from "./last-approval.ts";
import type { GovernedVersion } from "./version.ts";
import { coveredBy, findingScope, grantedWaivers } from "./waivers-of.ts";

type Suspension = Pick<typeof suspension.$inferSelect, "cause" | "subject" | "suspendedAt">;

/** What has to happen before a suspension may be lifted, as a sentence; null when it has happened. */
export async function unsettled(
  tx: Transaction,
  version: GovernedVersion,
  { cause, subject, suspendedAt }: Suspension,
  now: Date,
): Promise<string | null> {
  const approval = await lastApproval(tx, version.id);
  const reviewedSince =
    approval !== null && approval.decidedAt !== null && approval.decidedAt > suspendedAt;
  if (reviewedSince) return null;
  switch (cause) {
    case "by-hand":
      return subject.startsWith("review:")
        ? "It was rejected when it was reviewed again: only another review approves it."
        : null;
    case "validity-ended":
      return "Its approval has run out: have the version reviewed again.";
    case "evidence-false":
      return "Its approval stood on evidence that is false: have the version reviewed again.";
    case "incident":
    case "alarm":
      return (await approvalPolicy(tx, version)).reReview.onIncident
        ? `The policy asks for a review after an ${cause}: have the version reviewed again.`
        : null;
    case "condition-overdue":
      // Since when it is past due stands behind the finding's id.
      return condition(tx, version, subject.split(":")[0]!, now);
    case "waiver-ended":
      return waived(tx, version, subject, now);
  }
}

async function condition(
  tx: Transaction,
  version: GovernedVersion,
  findingId: string,
  now: Date,
): Promise<string | null> {
  const [found] = await tx
    .select({ number: finding.number, title: finding.title, closedAt: finding.closedAt })
    .from(finding)
    .where(eq(finding.id, findingId));
  if (!found || found.closedAt) return null;
  if (coveredBy(await grantedWaivers(tx, version.id), findingScope(findingId), now)) return null;
  return `Its condition F${found.number}, '${found.title}', is not closed: close it with a retest, or have a waiver approved for it.`;
}

async function waived(
  tx: Transaction,
  version: GovernedVersion,
  waiverId: string,
  now: Date,
): Promise<string | null> {
  const [found] = await tx
    .select({ scope: waiver.scope })
    .from(waiver)
    .where(eq(waiver.id, waiverId));
  if (!found) return null;
  if (coveredBy(await grantedWaivers(tx, version.id), found.scope, now)) return null;
  if (found.scope.startsWith("finding:"))
    return condition(tx, version, found.scope.slice("finding:".length), now);
  return `The waiver for '${found.scope}' has ended: have another approved, or have the version reviewed again.`;
}
