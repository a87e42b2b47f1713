import { apiKey } from "../../db/schema/auth.ts";
import { audit } from "../audit.ts";
import { authorize, type Ctx } from "../context.ts";
import { PenstockError } from "../errors.ts";
import { newId } from "../ids.ts";
import { can, type Right } from "../rights.ts";
import { hashToken, newToken } from "./token.ts";

interface Fields {
  name: string;
  scope: "api" | "inference";
  rights?: Right[];
  expiresInDays?: number;
}

/**
 * Makes a key; its token is in the answer and can never be read again.
 * @throws PenstockError `forbidden` for a right that who makes it does not have
 */
export async function create(ctx: Ctx, { name, scope, rights: wanted, expiresInDays }: Fields) {
  authorize(ctx, "keys.write");
  const rights = scope === "api" ? rightsFor(ctx, wanted) : null;
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
      rights,
      prefix,
      hash: hashToken(token),
      createdAt,
      expiresAt,
    });
    await audit(tx, ctx.actor, {
      action: "key.create",
      entity: "key",
      entityId: id,
      after: { name, scope, rights, prefix, expiresAt: expiresAt?.toISOString() ?? null },
    });
  });
  return { id, name, scope, rights, prefix, token, createdAt, expiresAt };
}

/** A key made with a key is held to what that one is held to. */
function rightsFor({ actor }: Ctx, wanted: Right[] | undefined): Right[] | null {
  if (!wanted) return actor.rights ? [...actor.rights] : null;
  const lacking = wanted.filter(
    (right) => !can(actor.role, right) || (actor.rights && !actor.rights.includes(right)),
  );
  if (lacking.length === 0) return wanted;
  throw new PenstockError(
    "forbidden",
    `A key may do what you may and no more: leave out ${lacking.join(", ")}.`,
  );
}
