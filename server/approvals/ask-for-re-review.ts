import type { Transaction } from "../../db/client.ts";
import { reReview } from "../../db/schema/governance.ts";
import { audit } from "../audit.ts";
import type { Actor } from "../context.ts";
import { tell } from "../notices/tell.ts";
import { openReviewOf, openWithoutStep } from "../reviews/open-again.ts";
import { versionLink, type GovernedVersion } from "./version.ts";

/**
 * Has an approval reviewed again, once for a key: its next review is opened unless one is, and its author and those who run
 * it are told. The caller has locked the version.
 */
export async function askForReReview(
  tx: Transaction,
  actor: Actor,
  version: GovernedVersion,
  {
    key,
    why,
    dueAt = null,
    opens = true,
    now = new Date(),
  }: {
    key: string;
    why: string;
    dueAt?: Date | null;
    /** False where only another version would help. */
    opens?: boolean;
    now?: Date;
  },
): Promise<void> {
  const { id: modelVersionId, workspaceId } = version;
  const [first] = await tx
    .insert(reReview)
    .values({ workspaceId, modelVersionId, key, why, dueAt })
    .onConflictDoNothing()
    .returning({ id: reReview.id });
  if (!first) return;
  await audit(tx, actor, {
    action: "model-version.re-review-due",
    entity: "model-version",
    entityId: version.id,
    after: {
      model: version.name,
      version: version.number,
      dueAt: dueAt?.toISOString() ?? null,
      key,
    },
    why,
  });
  if (opens && !(await openReviewOf(tx, version.id)))
    await openWithoutStep(tx, actor, version, { instructions: why }, now);
  await tell(
    tx,
    version.workspaceId,
    { roles: ["operator", "admin"], users: [version.author] },
    {
      kind: "approval.re-review",
      key: `re-review:${version.id}:${key}`,
      title: `${version.name} version ${version.number} is to be reviewed again`,
      body: why,
      link: versionLink(version),
    },
  );
}
