import { and, eq } from "drizzle-orm";
import type { Database, Transaction } from "../../db/client.ts";
import { deployment } from "../../db/schema/deployments.ts";
import type { Ctx } from "../context.ts";
import { PenstockError } from "../errors.ts";

export function noEndpoint(name: string): PenstockError {
  return new PenstockError(
    "not-found",
    `There is no endpoint '${name}' in this workspace: see those there are under Deployments, or with 'penstock deployments list'.`,
  );
}

/** The workspace's endpoint of that name. Throws `not-found`. */
export async function findDeployment(
  { db, actor }: Pick<Ctx, "actor"> & { db: Database | Transaction },
  name: string,
) {
  const [found] = await db
    .select()
    .from(deployment)
    .where(and(eq(deployment.workspaceId, actor.workspaceId), eq(deployment.name, name)));
  if (!found) throw noEndpoint(name);
  return found;
}
