import { and, eq } from "drizzle-orm";
import type { Database, Transaction } from "../../db/client.ts";
import { model, modelVersion } from "../../db/schema/models.ts";
import { noVersion } from "../models/find.ts";

export type GovernedVersion = NonNullable<Awaited<ReturnType<typeof lockVersionById>>>;

/** A model version as people name it. */
export interface VersionName {
  name: string;
  number: number;
}

const columns = {
  id: modelVersion.id,
  workspaceId: model.workspaceId,
  modelId: model.id,
  name: model.name,
  number: modelVersion.number,
  status: modelVersion.status,
  approvedUntil: modelVersion.approvedUntil,
  onSuspension: modelVersion.onSuspension,
  unapproved: modelVersion.unapproved,
  author: modelVersion.author,
  startedBy: modelVersion.startedBy,
  makers: modelVersion.makers,
};

/**
 * The workspace's version of that name, its row locked until the transaction ends.
 * @throws PenstockError `not-found`
 */
export async function lockVersion(
  tx: Transaction,
  workspaceId: string,
  name: VersionName,
): Promise<GovernedVersion> {
  const [found] = await named(tx, workspaceId, name).for("update", { of: modelVersion });
  return found ?? missing(name);
}

/** The same without the lock, to read. */
export async function findVersion(
  tx: Transaction | Database,
  workspaceId: string,
  name: VersionName,
): Promise<GovernedVersion> {
  const [found] = await named(tx, workspaceId, name);
  return found ?? missing(name);
}

function named(tx: Transaction | Database, workspaceId: string, { name, number }: VersionName) {
  return tx
    .select(columns)
    .from(modelVersion)
    .innerJoin(model, eq(model.id, modelVersion.modelId))
    .where(
      and(
        eq(model.workspaceId, workspaceId),
        eq(model.name, name),
        eq(modelVersion.number, number),
      ),
    );
}

function missing({ name, number }: VersionName): never {
  throw noVersion(name, number);
}

/** The same by its id, in whatever workspace; null where there is none. */
export async function lockVersionById(tx: Transaction, id: string) {
  const [found] = await tx
    .select(columns)
    .from(modelVersion)
    .innerJoin(model, eq(model.id, modelVersion.modelId))
    .where(eq(modelVersion.id, id))
    .for("update", { of: modelVersion });
  return found ?? null;
}

/** Whether the version is this person's own work. */
export function isOwnWork({ makers }: Pick<GovernedVersion, "makers">, userId: string): boolean {
  return makers.includes(userId);
}

/** The page of a version. */
export function versionLink({ name, number }: VersionName): string {
  return `/models/${name}/${number}`;
}
