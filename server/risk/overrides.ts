import { and, desc, eq, isNull } from "drizzle-orm";
import type { z } from "zod";
import type { Transaction } from "../../db/client.ts";
import { riskAssessment, riskOverride } from "../../db/schema/governance.ts";
import { model } from "../../db/schema/models.ts";
import { orAuditRefusal } from "../approvals/audit-refusal.ts";
import { audit } from "../audit.ts";
import { authorize, type Ctx } from "../context.ts";
import { PenstockError } from "../errors.ts";
import { newId } from "../ids.ts";
import { tell } from "../notices/tell.ts";
import { findModel } from "./find-model.ts";
import { madeBy } from "./made-by.ts";
import type { decideOverrideInput, requestOverrideInput } from "./schemas.ts";

/**
 * Asks for another tier than the matrix gives. It is in force once another person agrees.
 * @throws PenstockError `conflict` without an assessment, for the tier it has already, or while a request is open.
 */
export async function requestOverride(
  ctx: Ctx,
  { name, tier, reason }: z.infer<typeof requestOverrideInput>,
): Promise<{ id: string }> {
  authorize(ctx, "risk.assess");
  return ctx.db.transaction(async (tx) => {
    const found = await findModel(tx, ctx, name, { lock: true });
    const newest = await newestAssessment(tx, found.id);
    if (!newest)
      throw new PenstockError("conflict", `The risk of ${name} is not assessed: assess it first.`);
    if (newest.tier === tier)
      throw new PenstockError("conflict", `The matrix gives ${name} the tier '${tier}' already.`);
    const [open] = await tx
      .select({ id: riskOverride.id })
      .from(riskOverride)
      .where(and(eq(riskOverride.assessmentId, newest.id), isNull(riskOverride.decidedAt)));
    if (open)
      throw new PenstockError(
        "conflict",
        `Another tier for ${name} is asked for already: it has to be agreed to or refused first.`,
      );
    const id = newId("ovr");
    await tx.insert(riskOverride).values({
      id,
      workspaceId: ctx.actor.workspaceId,
      assessmentId: newest.id,
      tier,
      reason,
      requestedBy: ctx.actor.userId,
    });
    await tell(
      tx,
      ctx.actor.workspaceId,
      { functions: ["model-risk"] },
      {
        kind: "risk.override-asked",
        key: `override:${id}`,
        title: `${ctx.actor.name} asks for another risk tier of ${name}`,
        body: `From ${newest.tier} to ${tier}: ${reason}`,
        link: riskLink(name),
      },
    );
    await audit(tx, ctx.actor, {
      action: "risk-assessment.request-override",
      entity: "risk-assessment",
      entityId: newest.id,
      before: { tier: newest.tier },
      after: { model: name, override: id, tier },
      why: reason,
    });
    return { id };
  });
}

/**
 * Agrees to another tier, or refuses it: by a reviewer who is not the one who asked and made no version of the model.
 * @throws PenstockError `conflict` where it is decided already, or where the risk was assessed again since it was asked for
 */
export async function decideOverride(
  ctx: Ctx,
  { id, agreed, comment }: z.infer<typeof decideOverrideInput>,
): Promise<{ model: string; tier: string; agreed: boolean }> {
  const refused = {
    action: "risk-assessment.decide-override",
    entity: "risk-override",
    entityId: id,
    after: { agreed: String(agreed) },
    why: comment,
  } as const;
  return orAuditRefusal(ctx, refused, async () => {
    authorize(ctx, "reviews.decide");
    return ctx.db.transaction(async (tx) => {
      const [found] = await tx
        .select({
          override: riskOverride,
          matrix: riskAssessment.tier,
          model: { id: model.id, name: model.name },
        })
        .from(riskOverride)
        .innerJoin(riskAssessment, eq(riskAssessment.id, riskOverride.assessmentId))
        .innerJoin(model, eq(model.id, riskAssessment.modelId))
        .where(and(eq(riskOverride.id, id), eq(riskOverride.workspaceId, ctx.actor.workspaceId)))
        // The model too: nobody assesses its risk meanwhile.
        .for("update", { of: [riskOverride, model] });
      if (!found)
        throw new PenstockError("not-found", `There is no request '${id}' in this workspace.`);
      const { override, matrix } = found;
      const { id: modelId, name } = found.model;
      if (override.decidedAt)
        throw new PenstockError("conflict", "This request has been decided already.");
      if (override.requestedBy === ctx.actor.userId)
        throw new PenstockError(
          "forbidden",
          "Four eyes: you asked for this tier, so another person agrees to it.",
        );
      if (await madeBy(tx, modelId, ctx.actor.userId))
        throw new PenstockError(
          "forbidden",
          `Four eyes: you made a version of ${name}, so another reviewer agrees to its tier or refuses it.`,
        );
      if ((await newestAssessment(tx, modelId))?.id !== override.assessmentId)
        throw new PenstockError(
          "conflict",
          `The risk of ${name} was assessed again since: ask anew if another tier is still wanted.`,
        );
      await tx
        .update(riskOverride)
        .set({ decidedBy: ctx.actor.userId, decidedAt: new Date(), agreed })
        .where(eq(riskOverride.id, id));
      if (override.requestedBy !== null)
        await tell(
          tx,
          ctx.actor.workspaceId,
          { users: [override.requestedBy] },
          {
            kind: "risk.override-decided",
            key: `override-decided:${id}`,
            title: `${ctx.actor.name} ${agreed ? "agreed to" : "refused"} another risk tier of ${name}`,
            body: comment,
            link: riskLink(name),
          },
        );
      await audit(tx, ctx.actor, {
        action: "risk-assessment.decide-override",
        entity: "risk-assessment",
        entityId: override.assessmentId,
        before: { tier: matrix },
        after: { model: name, override: id, tier: agreed ? override.tier : matrix, agreed },
        why: comment,
      });
      return { model: name, tier: override.tier, agreed };
    });
  });
}

async function newestAssessment(tx: Transaction, modelId: string) {
  const [newest] = await tx
    .select({ id: riskAssessment.id, tier: riskAssessment.tier })
    .from(riskAssessment)
    .where(eq(riskAssessment.modelId, modelId))
    .orderBy(desc(riskAssessment.number))
    .limit(1);
  return newest;
}

const riskLink = (name: string) => `/models/${encodeURIComponent(name)}?tab=risk`;
