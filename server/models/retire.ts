import { and, eq, sql } from "drizzle-orm";
import { modelAlias } from "../../db/schema/governance.ts";
import { modelVersion, review } from "../../db/schema/models.ts";
import { lockVersion, versionLink, type VersionName } from "../approvals/version.ts";
import { wakeApproval } from "../approvals/wake.ts";
import { audit } from "../audit.ts";
import { authorize, type Ctx } from "../context.ts";
import { PenstockError } from "../errors.ts";
import { tell } from "../notices/tell.ts";

/**
 * Retires a version for good: its endpoints close, its aliases go, its record stays.
 * @throws PenstockError `conflict` when it is retired, or under review
 */
export async function retire(ctx: Ctx, input: VersionName & { reason: string }, now = new Date()) {
  authorize(ctx, "models.retire");
  const { actor } = ctx;
  const { name, number, reason } = input;
  return ctx.db.transaction(async (tx) => {
    const version = await lockVersion(tx, actor.workspaceId, input);
    if (version.status === "retired")
      throw new PenstockError("conflict", `${name} version ${number} is retired already.`);
    const [open] = await tx
      .select({ id: review.id })
      .from(review)
      .where(and(eq(review.modelVersionId, version.id), eq(review.status, "open")));
    if (open)
      throw new PenstockError(
        "conflict",
        `${name} version ${number} is under review: decide the review or withdraw it first.`,
      );
    const aliases = await tx
      .delete(modelAlias)
      .where(eq(modelAlias.modelVersionId, version.id))
      .returning({ alias: modelAlias.alias });
    await tx
      .update(modelVersion)
      .set({ status: "retired", retiredAt: now })
      .where(eq(modelVersion.id, version.id));
    const closed = await tx.execute<{ name: string }>(sql`
      select d.name from deployment d join deployment_revision r on r.deployment_id = d.id and r.number = d.revision
      where r.model_version_id = ${version.id} order by d.name
    `);
    const endpoints = closed.map((one) => one.name);
    await audit(tx, actor, {
      action: "model-version.retire",
      entity: "model-version",
      entityId: version.id,
      before: { status: version.status, aliases: aliases.map(({ alias }) => alias) },
      after: { status: "retired", model: name, version: number, endpoints },
      why: reason,
    });
    await tell(
      tx,
      actor.workspaceId,
      { roles: ["operator", "admin"], users: [version.author] },
      {
        kind: "model-version.retired",
        key: `retired:${version.id}`,
        title: `${name} version ${number} is retired`,
        body:
          endpoints.length > 0
            ? `${endpoints.join(", ")} ${endpoints.length === 1 ? "answers" : "answer"} no more: deploy another version there. ${reason}`
            : reason,
        link: versionLink(version),
      },
    );
    await wakeApproval(tx, version.id);
    return { name, number, status: "retired" as const, endpoints };
  });
}
