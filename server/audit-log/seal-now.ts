import { authorize, type Ctx } from "../context.ts";
import { PenstockError } from "../errors.ts";
import { sealFile } from "./seal-file.ts";
import { sealHead, type Seal } from "./seal.ts";

/** Signs the record of the workspace as it is now. It is no entry itself: the head would never be a sealed one. */
export async function seal(ctx: Ctx, file = sealFile()): Promise<Seal> {
  authorize(ctx, "audit.export");
  const made = await sealHead(ctx.db, ctx.actor.workspaceId, file);
  if (!made) throw new PenstockError("not-found", "There is nothing to seal: nothing is recorded.");
  return made;
}
