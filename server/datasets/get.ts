import { and, desc, eq } from "drizzle-orm";
import { user } from "../../db/schema/auth.ts";
import { dataset, datasetVersion } from "../../db/schema/datasets.ts";
import { authorize, type Ctx } from "../context.ts";
import { PenstockError } from "../errors.ts";

/** A dataset, all of its versions (newest first), and the profile of one: of the newest, unless another is named. */
export async function get(
  ctx: Ctx,
  { name, number }: { name: string; number?: number | undefined },
) {
  authorize(ctx, "workspace.read");
  const [found] = await ctx.db
    .select({ dataset, ownerName: user.name })
    .from(dataset)
    .innerJoin(user, eq(user.id, dataset.owner))
    .where(and(eq(dataset.workspaceId, ctx.actor.workspaceId), eq(dataset.name, name)));
  if (!found) throw noDataset(name);
  const versions = await ctx.db
    .select({
      number: datasetVersion.number,
      hash: datasetVersion.hash,
      fileName: datasetVersion.fileName,
      bytes: datasetVersion.bytes,
      rows: datasetVersion.rows,
      columns: datasetVersion.columns,
      createdBy: user.name,
      createdAt: datasetVersion.createdAt,
    })
    .from(datasetVersion)
    .innerJoin(user, eq(user.id, datasetVersion.createdBy))
    .where(eq(datasetVersion.datasetId, found.dataset.id))
    .orderBy(desc(datasetVersion.number));
  const [shown] = await ctx.db
    .select({ number: datasetVersion.number, profile: datasetVersion.profile })
    .from(datasetVersion)
    .where(
      and(
        eq(datasetVersion.datasetId, found.dataset.id),
        number === undefined ? undefined : eq(datasetVersion.number, number),
      ),
    )
    .orderBy(desc(datasetVersion.number))
    .limit(1);
  if (!shown && number !== undefined) throw new PenstockError("not-found", noVersion(name, number));
  const { workspaceId: _, owner: _owner, createdAt, ...facts } = found.dataset;
  return {
    ...facts,
    owner: found.ownerName,
    createdAt: createdAt.toISOString(),
    versions: versions.map((version) => ({
      ...version,
      createdAt: version.createdAt.toISOString(),
    })),
    /** Whose profile this is. */
    shown: shown?.number ?? null,
    profile: shown?.profile ?? null,
  };
}

export function noVersion(name: string, number: number): string {
  return `There is no version ${number} of a dataset '${name}'.`;
}

export function noDataset(name: string): PenstockError {
  return new PenstockError(
    "not-found",
    `There is no dataset '${name}' in this workspace: add it under Datasets, or with 'penstock datasets add'.`,
  );
}
