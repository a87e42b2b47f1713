import { member, workspace } from "../../db/schema/auth.ts";
import { audit } from "../audit.ts";
import { authorize, type Ctx } from "../context.ts";
import { newId } from "../ids.ts";
import { systemServices } from "../services.ts";
import { inPerson } from "../sessions/in-person.ts";

/** Makes another workspace, with who makes it as its admin and nobody else. */
export async function create(ctx: Ctx, { name }: { name: string }) {
  authorize(ctx, "members.write");
  const { actor } = ctx;
  inPerson(ctx);
  const id = newId("ws");
  await systemServices().db.transaction(async (tx) => {
    await tx.insert(workspace).values({ id, name });
    await tx.insert(member).values({ workspaceId: id, userId: actor.userId, role: "admin" });
    await audit(
      tx,
      { ...actor, workspaceId: id, role: "admin" },
      { action: "workspace.create", entity: "workspace", entityId: id, after: { name } },
    );
  });
  return { id, name };
}
