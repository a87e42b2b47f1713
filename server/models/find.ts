import { and, eq } from "drizzle-orm";
import { model } from "../../db/schema/models.ts";
import type { Ctx } from "../context.ts";
import { PenstockError } from "../errors.ts";

export function noModel(name: string): PenstockError {
  return new PenstockError(
    "not-found",
    `There is no model '${name}' in this workspace: see those there are under Models, or with 'penstock models list'.`,
  );
}

export function noVersion(name: string, number: number): PenstockError {
  return new PenstockError(
    "not-found",
    `There is no version ${number} of a model '${name}' in this workspace: see those there are under Models, or with 'penstock models show ${name}'.`,
  );
}

/** As `noVersion`, of one that was named by its id. */
export function noModelVersion(id: string): PenstockError {
  return new PenstockError(
    "not-found",
    `There is no model version '${id}' in this workspace: see those there are under Models, or with 'penstock models list'.`,
  );
}

/** The workspace's model of that name. Throws `not-found`. */
export async function findModel({ db, actor }: Pick<Ctx, "db" | "actor">, name: string) {
  const [found] = await db
    .select({ id: model.id })
    .from(model)
    .where(and(eq(model.workspaceId, actor.workspaceId), eq(model.name, name)));
  if (!found) throw noModel(name);
  return found;
}
