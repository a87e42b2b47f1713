import { eq } from "drizzle-orm";
import { workspace } from "../../db/schema/auth.ts";
import { audit } from "../audit.ts";
import { authorize, type Ctx } from "../context.ts";

/** Gives the workspace another name. */
export async function rename(ctx: Ctx, { name }: { name: string }) {
  authorize(ctx, "members.write");
  const { workspaceId } = ctx.actor;
  return ctx.db.transaction(async (tx) => {
    const [before] = await tx
      .select({ name: workspace.name })
      .from(workspace)
      .where(eq(workspace.id, workspaceId))
      .for("update");
    await tx.update(workspace).set({ name }).where(eq(workspace.id, workspaceId));
    await audit(tx, ctx.actor, {
      action: "workspace.rename",
      entity: "workspace",
      entityId: workspaceId,
      before: { name: before!.name },
      after: { name },
    });
    return { id: workspaceId, name };
  });
}
