import { and, desc, eq } from "drizzle-orm";
import type { Transaction } from "../../db/client.ts";
import { documentSection } from "../../db/schema/governance.ts";
import { model, modelVersion, review } from "../../db/schema/models.ts";
import { wakeReview } from "../approvals/wake.ts";
import type { Ctx } from "../context.ts";
import { PenstockError } from "../errors.ts";
import { newId } from "../ids.ts";
import type { SectionId } from "./sections.ts";
import { noModelVersion } from "../models/find.ts";

/** The newest text of a section; null while nobody has written one. */
export async function newestOf(
  tx: Transaction,
  { actor }: Pick<Ctx, "actor">,
  modelVersionId: string,
  section: SectionId,
) {
  const [known] = await tx
    .select({ model: model.name, version: modelVersion.number })
    .from(modelVersion)
    .innerJoin(model, eq(model.id, modelVersion.modelId))
    .where(and(eq(modelVersion.id, modelVersionId), eq(model.workspaceId, actor.workspaceId)));
  if (!known) throw noModelVersion(modelVersionId);
  const [newest] = await tx
    .select({
      number: documentSection.number,
      body: documentSection.body,
      signed: documentSection.signed,
    })
    .from(documentSection)
    .where(
      and(eq(documentSection.modelVersionId, modelVersionId), eq(documentSection.section, section)),
    )
    .orderBy(desc(documentSection.number))
    .limit(1);
  return newest ?? null;
}

/**
 * Adds a section's next text, and lets its version's open reviews look again: they stand on another text now.
 * @throws PenstockError `conflict` when somebody else has saved in between
 */
export async function writeSection(
  tx: Transaction,
  { actor }: Pick<Ctx, "actor">,
  text: {
    modelVersionId: string;
    section: SectionId;
    number: number;
    body: string;
    signed: boolean;
  },
): Promise<void> {
  const written = await tx
    .insert(documentSection)
    .values({
      id: newId("doc"),
      workspaceId: actor.workspaceId,
      author: actor.userId,
      ...text,
    })
    .onConflictDoNothing()
    .returning({ id: documentSection.id });
  if (written.length === 0) throw changedMeanwhile();
  const open = await tx
    .select({ id: review.id })
    .from(review)
    .where(and(eq(review.modelVersionId, text.modelVersionId), eq(review.status, "open")));
  for (const { id } of open) await wakeReview(tx, id);
}

export function changedMeanwhile(): PenstockError {
  return new PenstockError(
    "conflict",
    "Somebody else has saved this section since you opened it: copy your text, reload the section, and put both together.",
  );
}
