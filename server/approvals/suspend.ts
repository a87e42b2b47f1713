import { eq } from "drizzle-orm";
import type { Transaction } from "../../db/client.ts";
import { suspension, type SUSPENSION_CAUSES } from "../../db/schema/governance.ts";
import { modelVersion } from "../../db/schema/models.ts";
import type { JsonObject } from "../../workflows/core/json.ts";
import { audit } from "../audit.ts";
import type { Actor } from "../context.ts";
import { newId } from "../ids.ts";
import { tell } from "../notices/tell.ts";
import { personOf } from "../actors/system-actor.ts";
import { versionLink, type GovernedVersion } from "./version.ts";

export interface Cause {
  cause: (typeof SUSPENSION_CAUSES)[number];
  /** What it is about: one cause with one subject suspends once. */
  subject: string;
  /** A sentence: people read it, and who asks the serving port. */
  reason: string;
  facts?: JsonObject;
}

/**
 * Suspends the approval of a version, which the caller has locked: the row, the version's state, the audit row and the
 * notices are one transaction, and serving processes hear of it as it commits. Without effect on a version that is not
 * approved, and for a cause that has suspended it before.
 */
export async function suspend(
  tx: Transaction,
  actor: Actor,
  version: GovernedVersion,
  { cause, subject, reason, facts = {} }: Cause,
): Promise<{ id: string } | null> {
  if (version.status !== "approved" && version.status !== "suspended") return null;
  const [made] = await tx
    .insert(suspension)
    .values({
      id: newId("sus"),
      workspaceId: version.workspaceId,
      modelVersionId: version.id,
      cause,
      subject,
      reason,
      facts,
      suspendedBy: personOf(actor),
    })
    .onConflictDoNothing()
    .returning({ id: suspension.id });
  if (!made) return null;
  await tx.update(modelVersion).set({ status: "suspended" }).where(eq(modelVersion.id, version.id));
  await audit(tx, actor, {
    action: "model-version.suspend",
    entity: "model-version",
    entityId: version.id,
    before: { status: version.status },
    after: {
      status: "suspended",
      model: version.name,
      version: version.number,
      suspension: made.id,
      cause,
      subject,
      ...facts,
    },
    why: reason,
  });
  await tell(
    tx,
    version.workspaceId,
    { roles: ["operator", "admin"], users: [version.author] },
    {
      kind: "approval.suspended",
      key: `suspension:${made.id}`,
      title: `${version.name} version ${version.number} is suspended`,
      body: `${reason} ${version.onSuspension === "block" ? "Its endpoints refuse to answer." : "Its endpoints answer with a warning."}`,
      link: versionLink(version),
    },
  );
  version.status = "suspended";
  return made;
}
