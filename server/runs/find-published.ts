import type { Transaction } from "../../db/client.ts";
import { nearest } from "../../workflows/core/nearest.ts";
import type { StartChildRun } from "../../workflows/core/step-context.ts";
import { StepError } from "../../workflows/core/step-error.ts";
import type { Ctx } from "../context.ts";
import { PenstockError } from "../errors.ts";
import { findPipeline, findVersion } from "../pipelines/find.ts";
import { publishedNames } from "../pipelines/known-names.ts";

/**
 * The published version that a step asks for, or the newest.
 * @throws StepError with what to do where there is none
 */
export async function findPublished(
  ctx: Pick<Ctx, "actor"> & { db: Transaction },
  { pipeline: name, version }: Pick<StartChildRun, "pipeline" | "version">,
) {
  const found = await findPipeline(ctx, name).catch(async (error: unknown) => {
    if (!(error instanceof PenstockError)) throw error;
    const near = nearest(name, await publishedNames(ctx));
    const meant = near ? ` Did you mean '${near}'?` : "";
    throw new StepError(
      "not-allowed",
      `There is no pipeline '${name}' in this workspace: publish it first, or choose another in the step.${meant}`,
    );
  });
  const published = await findVersion(ctx.db, found.id, version ?? undefined);
  if (published) return published;
  throw new StepError(
    "not-allowed",
    version === null
      ? `'${name}' has no published version: publish it first, or choose another in the step.`
      : `'${name}' has no version ${version}: name one that has been published.`,
  );
}
