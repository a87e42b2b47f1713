import { apiKey } from "../../db/schema/auth.ts";
import { audit } from "../audit.ts";
import { authorize, type Ctx } from "../context.ts";
import { newId } from "../ids.ts";
import { hashToken, newToken } from "./token.ts";

/** Makes a key; its token is in the answer and can never be read again. */
export async function create(
  ctx: Ctx,
  {
    name,
    scope,
    expiresInDays,
  }: { name: string; scope: "api" | "inference"; expiresInDays?: number },
) {
  authorize(ctx, "keys.write");
  const token = newToken();
  const prefix = token.slice(0, 8);
  const createdAt = new Date();
  const expiresAt =
    expiresInDays === undefined ? null : new Date(createdAt.getTime() + expiresInDays * 86_400_000);
  const id = newId("key");
  await ctx.db.transaction(async (tx) => {
    await tx.insert(apiKey).values({
      id,
      workspaceId: ctx.actor.workspaceId,
      userId: ctx.actor.userId,
      name,
      scope,
      prefix,
      hash: hashToken(token),
      createdAt,
      expiresAt,
    });
    await audit(tx, ctx.actor, {
      action: "key.create",
      entity: "key",
      entityId: id,
      after: { name, scope, prefix, expiresAt: expiresAt?.toISOString() ?? null },
    });
  });
  return { id, name, scope, prefix, token, createdAt, expiresAt };
}
