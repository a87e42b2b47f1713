import { asc, desc, eq, type and } from "drizzle-orm";
import { member, user } from "../../db/schema/auth.ts";
import type { Actor } from "../context.ts";
import { FUNCTIONS } from "../members/functions-of.ts";
import { systemServices } from "../services.ts";

/** A signed-in person, in the workspace they work in where they are in it, else in their first; null in none. */
export function memberActor(userId: string, workspaceId?: string | null): Promise<Actor | null> {
  return actorWhere(eq(user.id, userId), "session", workspaceId);
}

/** The person's membership: that of the preferred workspace where they have it, else their first. */
export async function actorWhere(
  condition: ReturnType<typeof and>,
  via: Actor["via"],
  preferred?: string | null,
): Promise<Actor | null> {
  const [row] = await systemServices()
    .db.select({
      userId: user.id,
      email: user.email,
      name: user.name,
      workspaceId: member.workspaceId,
      role: member.role,
      functions: FUNCTIONS,
    })
    .from(user)
    .innerJoin(member, eq(member.userId, user.id))
    .where(condition)
    .orderBy(
      desc(eq(member.workspaceId, preferred ?? "")),
      asc(member.createdAt),
      asc(member.workspaceId),
    )
    .limit(1);
  return row ? { ...row, via } : null;
}
