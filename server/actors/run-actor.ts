import { and, eq } from "drizzle-orm";
import type { Database, Transaction } from "../../db/client.ts";
import { member, user } from "../../db/schema/auth.ts";
import type { Actor } from "../context.ts";
import type { RunFacts } from "../runs/run-facts.ts";

/** Whoever started the run, as the actor of what its steps do. */
export async function runActor(
  tx: Transaction | Database,
  run: Pick<RunFacts, "workspaceId" | "startedBy">,
): Promise<Actor> {
  const [person] = await tx
    .select({ name: user.name, email: user.email, role: member.role })
    .from(user)
    .leftJoin(member, and(eq(member.userId, user.id), eq(member.workspaceId, run.workspaceId)))
    .where(eq(user.id, run.startedBy));
  return {
    userId: run.startedBy,
    name: person?.name ?? run.startedBy,
    email: person?.email ?? "",
    // Who has left the workspace since keeps no right in it.
    role: person?.role ?? "viewer",
    workspaceId: run.workspaceId,
    via: "workflow",
  };
}
