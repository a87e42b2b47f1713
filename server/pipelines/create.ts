import type { z } from "zod";
import { pipeline, pipelineDraft } from "../../db/schema/pipelines.ts";
import { API_VERSION, type PipelineDocument } from "../../workflows/core/document.ts";
import { textOf } from "../../workflows/core/text/text-of.ts";
import { audit } from "../audit.ts";
import { authorize, type Ctx } from "../context.ts";
import { PenstockError } from "../errors.ts";
import { newId } from "../ids.ts";
import { readExample, uploadSources } from "./examples.ts";
import { findDraft, findPipeline } from "./find.ts";
import type { createInput } from "./schemas.ts";

/** A new pipeline with the actor's own draft: empty, or from an example, whose files are uploaded with it. */
export async function create(ctx: Ctx, input: z.output<typeof createInput>) {
  authorize(ctx, "pipelines.write");
  const { document, source } =
    "example" in input
      ? await fromExample(ctx, input.example)
      : { document: blank(input.name, input.title), source: null };
  return ctx.db.transaction(async (tx) => {
    const [created] = await tx
      .insert(pipeline)
      .values({
        id: newId("pipeline"),
        workspaceId: ctx.actor.workspaceId,
        name: document.name,
        createdBy: ctx.actor.userId,
      })
      .onConflictDoNothing()
      .returning();
    if (!created) {
      const existing = await findPipeline(ctx, document.name, tx);
      if (existing.archivedAt !== null)
        throw new PenstockError(
          "conflict",
          `There is a pipeline '${document.name}' already, which is archived: restore it, with 'penstock pipelines restore ${document.name}' or under Pipelines${"example" in input ? "." : ", or choose another name."}`,
        );
      if ("example" in input) {
        if (!(await findDraft(tx, existing.id, ctx.actor.userId)))
          await tx
            .insert(pipelineDraft)
            .values({ pipelineId: existing.id, userId: ctx.actor.userId, document, source });
        return { name: document.name };
      }
      throw new PenstockError(
        "conflict",
        `There is a pipeline '${document.name}' already: choose another name.`,
      );
    }
    await tx
      .insert(pipelineDraft)
      .values({ pipelineId: created.id, userId: ctx.actor.userId, document, source });
    await audit(tx, ctx.actor, {
      action: "pipeline.create",
      entity: "pipeline",
      entityId: document.name,
      after: "example" in input ? { example: input.example } : null,
    });
    return { name: document.name };
  });
}

function blank(name: string, title?: string): PipelineDocument {
  return { apiVersion: API_VERSION, name, ...(title ? { title } : {}), nodes: [], wires: [] };
}

/** With the text of the example, whose comments say why it is as it is. */
async function fromExample(
  ctx: Ctx,
  name: string,
): Promise<{ document: PipelineDocument; source: string }> {
  const example = await readExample(name);
  if (!example)
    throw new PenstockError("not-found", `There is no example '${name}' in the gallery.`);
  const document = await uploadSources(ctx, example.document, example.folder);
  return { document, source: textOf(document, example.text) };
}
