import type { z } from "zod";
import type { PipelineDocument } from "../../workflows/core/document.ts";
import { textOf } from "../../workflows/core/text/text-of.ts";
import { authorize, type Ctx } from "../context.ts";
import { PenstockError } from "../errors.ts";
import { findDraft, findPipeline, findVersion, newestDraft } from "./find.ts";
import type { exportInput } from "./schemas.ts";

/**
 * A version (the newest if none is named) or the actor's draft as text, with the comments it was written with. A pipeline
 * that was never published comes as the draft.
 */
export async function exportText(ctx: Ctx, { name, version, draft }: z.output<typeof exportInput>) {
  authorize(ctx, "workspace.read");
  const { id } = await findPipeline(ctx, name);
  const published = draft ? null : await findVersion(ctx.db, id, version);
  if (published)
    return {
      text: published.source ?? textOf(published.document),
      version: published.number as number | null,
    };
  if (version !== undefined)
    throw new PenstockError("not-found", `'${name}' has no version ${version}.`);
  const mine = await findDraft(ctx.db, id, ctx.actor.userId);
  const document = mine?.document ?? (draft ? null : await newestDraft(ctx.db, id));
  if (!document)
    throw new PenstockError("not-found", `You have no draft of '${name}': export a version.`);
  return { text: textOf(document as PipelineDocument, mine?.source), version: null };
}
