import { and, eq } from "drizzle-orm";
import type { Database } from "../../db/client.ts";
import { deployment, deploymentRevision } from "../../db/schema/deployments.ts";
import { modelVersion } from "../../db/schema/models.ts";

/** What an endpoint should serve, as Postgres says at one moment. */
export interface Route {
  deploymentId: string;
  workspaceId: string;
  name: string;
  revision: number;
  versionId: string;
  /** By version number: what this endpoint serves or served in an earlier revision, and is still approved. */
  approved: Map<string, string>;
}

export async function readRoutes(db: Database): Promise<Route[]> {
  const revisionInForce = and(
    eq(deploymentRevision.deploymentId, deployment.id),
    eq(deploymentRevision.number, deployment.revision),
  );
  const [inForce, approved] = await Promise.all([
    db
      .select({
        deploymentId: deployment.id,
        workspaceId: deployment.workspaceId,
        name: deployment.name,
        revision: deployment.revision,
        versionId: deploymentRevision.modelVersionId,
      })
      .from(deployment)
      .innerJoin(deploymentRevision, revisionInForce),
    db
      .selectDistinct({
        deploymentId: deploymentRevision.deploymentId,
        versionId: modelVersion.id,
        number: modelVersion.number,
      })
      .from(deploymentRevision)
      .innerJoin(modelVersion, eq(modelVersion.id, deploymentRevision.modelVersionId))
      .where(eq(modelVersion.status, "approved")),
  ]);
  const routes = new Map(
    inForce.map((row) => [row.deploymentId, { ...row, approved: new Map<string, string>() }]),
  );
  for (const { deploymentId, versionId, number } of approved) {
    const route = routes.get(deploymentId);
    if (!route) continue;
    const known = route.approved.get(String(number));
    // An endpoint that went from one model to another may have had two versions of a number: the one in force wins.
    if (known === undefined || versionId === route.versionId)
      route.approved.set(String(number), versionId);
  }
  return [...routes.values()];
}
