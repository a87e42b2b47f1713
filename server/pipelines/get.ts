import { authorize, type Ctx } from "../context.ts";
import { PenstockError } from "../errors.ts";
import { findDraft, findPipeline, findVersion, newestDraft } from "./find.ts";

/** A pipeline with the actor's draft (or, where there is none, the newest version to begin one from). */
export async function get(ctx: Ctx, { name }: { name: string }) {
  authorize(ctx, "workspace.read");
  const found = await findPipeline(ctx, name);
  const draft = await findDraft(ctx.db, found.id, ctx.actor.userId);
  const latest = draft ? null : await findVersion(ctx.db, found.id);
  // A pipeline that only others have drafts of is shown as the newest of these, to begin one's own from.
  const begin = draft || latest ? null : await newestDraft(ctx.db, found.id);
  const blank = { apiVersion: "penstock/v1", name, nodes: [], wires: [] };
  return {
    pipeline: {
      name,
      createdAt: found.createdAt,
      updatedAt: found.updatedAt,
      archivedAt: found.archivedAt,
    },
    draft: draft
      ? {
          document: draft.document,
          source: draft.source,
          revision: draft.revision,
          baseVersion: draft.baseVersion,
          merged: draft.merged,
          saved: true,
        }
      : {
          document: latest?.document ?? begin ?? blank,
          source: latest?.source ?? null,
          revision: 0,
          baseVersion: latest?.number ?? null,
          merged: {},
          saved: false,
        },
  };
}

export async function version(ctx: Ctx, { name, number }: { name: string; number: number }) {
  authorize(ctx, "workspace.read");
  const found = await findPipeline(ctx, name);
  const one = await findVersion(ctx.db, found.id, number);
  if (!one) throw new PenstockError("not-found", `'${name}' has no version ${number}.`);
  return {
    number,
    document: one.document,
    source: one.source,
    note: one.note,
    createdAt: one.createdAt,
  };
}
