import { and, eq } from "drizzle-orm";
import type { z } from "zod";
import type { Transaction } from "../../db/client.ts";
import { pipeline, pipelineDraft, pipelineVersion } from "../../db/schema/pipelines.ts";
import { compile } from "../../workflows/core/compile.ts";
import type { PipelineDocument } from "../../workflows/core/document.ts";
import { sameJson } from "../../workflows/core/json.ts";
import { hasErrors } from "../../workflows/core/problems.ts";
import { textOf } from "../../workflows/core/text/text-of.ts";
import { registry } from "../../workflows/steps/index.ts";
import { audit } from "../audit.ts";
import { columnsToCheck } from "../columns/columns-to-check.ts";
import { authorize, type Ctx } from "../context.ts";
import { PenstockError } from "../errors.ts";
import { newId } from "../ids.ts";
import { authorizeTriggers } from "../triggers/authorize-triggers.ts";
import { moveTriggers } from "../triggers/move.ts";
import {
  findDraft,
  findUnarchived,
  findVersion,
  lockPipelineNamed,
  refuseArchived,
} from "./find.ts";
import { refuse } from "./refuse.ts";
import type { publishInput } from "./schemas.ts";
import { tell } from "./tell.ts";

/** Longest that publishing waits for columns which nobody has asked for before, in milliseconds. */
export const COLUMNS_MS = 10_000;

/**
 * Makes the actor's draft the pipeline's next version, whose triggers then take over. Refused while it has errors, where
 * nothing in it is new, when somebody published meanwhile, or archived the pipeline.
 */
export async function publish(ctx: Ctx, { name, note }: z.output<typeof publishInput>) {
  authorize(ctx, "pipelines.write");
  const looked = await lookAtDraft(ctx, name);
  const published = await ctx.db.transaction(async (tx) => {
    const found = await lockPipelineNamed(ctx, name, tx);
    refuseArchived(found);
    const draft = await findDraft(tx, found.id, ctx.actor.userId);
    if (!draft)
      throw new PenstockError(
        "conflict",
        `There is no draft of '${name}' to publish: change it first.`,
      );
    const latest = await findVersion(tx, found.id);
    if (latest && latest.number !== draft.baseVersion)
      throw new PenstockError(
        "conflict",
        `Version ${latest.number} was published since your draft began from version ${draft.baseVersion ?? "none"}: merge it into your draft and publish again.`,
        { latest: latest.number, base: draft.baseVersion },
      );
    if (draft.revision !== looked?.revision)
      throw new PenstockError(
        "conflict",
        `Your draft of '${name}' was saved in another tab or window while it was published: publish it again.`,
      );
    const { problems } = compile(draft.document, registry, {
      draft: true,
      columns: looked.columns,
    });
    if (hasErrors(problems)) refuse(problems);
    // It compiles.
    const document = draft.document as PipelineDocument;
    const source = draft.source === null ? null : textOf(document, draft.source);
    // Comments alone are worth a version too, as where it is imported; so is that somebody else stands for it: triggers act for
    // whoever published them.
    if (
      latest?.createdBy === ctx.actor.userId &&
      sameJson(latest.document, document) &&
      (source === null || source === latest.source)
    )
      throw new PenstockError(
        "conflict",
        `Nothing in your draft differs from version ${latest.number} of '${name}': change it first, then publish it.`,
      );
    const number = await insertVersion(tx, ctx, {
      pipelineId: found.id,
      document,
      source,
      note,
    });
    await tx
      .update(pipelineDraft)
      .set({ baseVersion: number })
      .where(
        and(eq(pipelineDraft.pipelineId, found.id), eq(pipelineDraft.userId, ctx.actor.userId)),
      );
    return { pipelineId: found.id, number };
  });
  const triggers = await moveTriggers(ctx, published.pipelineId);
  return { name, number: published.number, triggers };
}

/** The columns of the actor's draft as it is now; null where there is none. No transaction waits for files to be read. */
async function lookAtDraft(ctx: Ctx, name: string) {
  const { id } = await findUnarchived(ctx, name);
  const draft = await findDraft(ctx.db, id, ctx.actor.userId);
  if (!draft) return null;
  const { revision, document } = draft;
  return { revision, columns: await columnsToCheck(ctx, document, { ms: COLUMNS_MS }) };
}

interface NewVersion {
  pipelineId: string;
  document: PipelineDocument;
  source: string | null;
  note: string;
  /** The git commit that it comes from. */
  commit?: string | null;
}

/**
 * Adds the next version, with its audit row; the caller holds the pipeline's lock.
 * @throws PenstockError `forbidden` where its triggers start what those of the version before do not, and the actor may not
 */
export async function insertVersion(
  tx: Transaction,
  ctx: Ctx,
  { pipelineId, document, source, note, commit = null }: NewVersion,
): Promise<number> {
  const latest = await findVersion(tx, pipelineId);
  authorizeTriggers(ctx, {
    before: latest?.document.triggers ?? [],
    after: document.triggers ?? [],
  });
  const number = (latest?.number ?? 0) + 1;
  await tx.insert(pipelineVersion).values({
    id: newId("version"),
    pipelineId,
    number,
    document,
    source,
    note,
    commit,
    createdBy: ctx.actor.userId,
  });
  await tx.update(pipeline).set({ updatedAt: new Date() }).where(eq(pipeline.id, pipelineId));
  await tell(tx, { pipelineId });
  await audit(tx, ctx.actor, {
    action: "pipeline.publish",
    entity: "pipeline",
    entityId: document.name,
    after: { version: number, ...(commit ? { commit } : {}) },
    why: note,
  });
  return number;
}
