import { and, eq, sql } from "drizzle-orm";
import type { Database, Transaction } from "../../db/client.ts";
import { deployment, deploymentRevision } from "../../db/schema/deployments.ts";
import { model, modelVersion } from "../../db/schema/models.ts";
import type { ServedVersion } from "./standing.ts";

/** What an endpoint should serve, as Postgres says at one moment. */
export interface Route {
  deploymentId: string;
  workspaceId: string;
  name: string;
  revision: number;
  versionId: string;
  /** By id: what this endpoint serves or served in an earlier revision, and was not rejected. */
  versions: Map<string, ServedVersion>;
}

/** The whole table in one snapshot: an endpoint that is made meanwhile is not there without the version it serves. */
export async function readRoutes(db: Database): Promise<Route[]> {
  const [inForce, served] = await db.transaction(
    async (tx) => [await readInForce(tx), await readServed(tx)] as const,
    { isolationLevel: "repeatable read", accessMode: "read only" },
  );
  const routes = new Map(
    inForce.map((row) => [
      row.deploymentId,
      { ...row, versions: new Map<string, ServedVersion>() },
    ]),
  );
  for (const { deploymentId, ...version } of served)
    routes.get(deploymentId)?.versions.set(version.id, version);
  return [...routes.values()];
}

function readInForce(tx: Transaction) {
  const revisionInForce = and(
    eq(deploymentRevision.deploymentId, deployment.id),
    eq(deploymentRevision.number, deployment.revision),
  );
  return tx
    .select({
      deploymentId: deployment.id,
      workspaceId: deployment.workspaceId,
      name: deployment.name,
      revision: deployment.revision,
      versionId: deploymentRevision.modelVersionId,
    })
    .from(deployment)
    .innerJoin(deploymentRevision, revisionInForce);
}

function readServed(tx: Transaction) {
  return tx
    .selectDistinct({
      deploymentId: deploymentRevision.deploymentId,
      id: modelVersion.id,
      number: sql<string>`${modelVersion.number}::text`,
      model: model.name,
      status: modelVersion.status,
      onSuspension: modelVersion.onSuspension,
      approvedUntil: modelVersion.approvedUntil,
      reason: sql<string | null>`(
        select string_agg(s.reason, ' ' order by s.suspended_at, s.id) from suspension s
        where s.model_version_id = ${modelVersion.id} and s.lifted_at is null)`,
    })
    .from(deploymentRevision)
    .innerJoin(modelVersion, eq(modelVersion.id, deploymentRevision.modelVersionId))
    .innerJoin(model, eq(model.id, modelVersion.modelId))
    .where(
      sql`${modelVersion.status} in ('approved', 'suspended', 'retired')
        or ${modelVersion.status} in ('pending', 'in-review') and ${modelVersion.unapproved} = 'warn'`,
    );
}
