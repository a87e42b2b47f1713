import type { Transaction } from "../../db/client.ts";
import type { Actor } from "../context.ts";
import { tell } from "../notices/tell.ts";
import { auditOnce } from "./once.ts";
import { versionLink, type GovernedVersion } from "./version.ts";

/** Says once for a key that an approval is to be reviewed again: to its author and to those who run it. */
export async function askForReReview(
  tx: Transaction,
  actor: Actor,
  version: GovernedVersion,
  { key, why, dueAt = null }: { key: string; why: string; dueAt?: Date | null },
): Promise<void> {
  const first = await auditOnce(tx, actor, key, {
    action: "model-version.re-review-due",
    entity: "model-version",
    entityId: version.id,
    after: {
      model: version.name,
      version: version.number,
      dueAt: dueAt?.toISOString() ?? null,
    },
    why,
  });
  if (!first) return;
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
