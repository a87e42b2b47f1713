import type { z } from "zod";
import { pipeline } from "../../db/schema/pipelines.ts";
import { compile } from "../../workflows/core/compile.ts";
import type { PipelineDocument } from "../../workflows/core/document.ts";
import { hasErrors, type Problem } from "../../workflows/core/problems.ts";
import { sameJson } from "../../workflows/core/json.ts";
import { registry } from "../../workflows/steps/index.ts";
import { columnsToCheck } from "../columns/columns-to-check.ts";
import { authorize, type Ctx } from "../context.ts";
import { newId } from "../ids.ts";
import { moveTriggers } from "../triggers/move.ts";
import { readDocumentText } from "./document-text.ts";
import { findVersion, lockPipelineNamed, refuseArchived } from "./find.ts";
import { COLUMNS_MS, insertVersion } from "./publish.ts";
import { knownNames } from "./known-names.ts";
import { refuse } from "./refuse.ts";
import type { importInput } from "./schemas.ts";

/** Takes a document as text and publishes it as the next version of the pipeline it names; the same text twice is one version. */
export async function importPipeline(
  ctx: Ctx,
  { text, note, commit }: z.output<typeof importInput>,
) {
  authorize(ctx, "pipelines.write");
  const { document, problem } = readDocumentText(text);
  const problems = problem ? [problem] : await problemsOf(ctx, document);
  if (hasErrors(problems)) refuse(problems);
  const stored = document as PipelineDocument;
  const imported = await ctx.db.transaction(async (tx) => {
    await tx
      .insert(pipeline)
      .values({
        id: newId("pipeline"),
        workspaceId: ctx.actor.workspaceId,
        name: stored.name,
        createdBy: ctx.actor.userId,
      })
      .onConflictDoNothing();
    const found = await lockPipelineNamed(ctx, stored.name, tx);
    refuseArchived(found);
    const latest = await findVersion(tx, found.id);
    // Comments alone are worth a version too, where the text is what people keep.
    const same =
      latest !== null &&
      sameJson(latest.document, stored) &&
      (latest.source === null || latest.source === text);
    const number = same
      ? latest.number
      : await insertVersion(tx, ctx, {
          pipelineId: found.id,
          document: stored,
          source: text,
          note: note ?? "Imported",
          commit: commit ?? null,
        });
    return { pipelineId: found.id, number };
  });
  const triggers = await moveTriggers(ctx, imported.pipelineId);
  return { name: stored.name, number: imported.number, problems, triggers };
}

/** What its own shape says; where that is well, also what its steps ask of columns, and what it names in the workspace. */
async function problemsOf(ctx: Ctx, document: unknown): Promise<Problem[]> {
  const { problems } = compile(document, registry, { draft: true });
  if (hasErrors(problems)) return problems;
  const columns = await columnsToCheck(ctx, document, { ms: COLUMNS_MS });
  return compile(document, registry, { draft: true, columns, ...(await knownNames(ctx)) }).problems;
}
