import { lockVersion } from "../approvals/version.ts";
import { authorize, type Ctx } from "../context.ts";
import { PenstockError } from "../errors.ts";
import type { OpenInput } from "./decision-schemas.ts";
import { openReviewOf, openWithoutStep } from "./open-again.ts";

/**
 * Opens a review of a version by hand: of one that waits, or again of one that has an approval, which holds until the
 * review is decided. Its evidence is what steps made of it and what people attached.
 * @throws PenstockError `conflict` when it is under review, rejected or retired
 */
export async function openByHand(
  ctx: Ctx,
  { model: name, version: number, title = "", instructions = "" }: OpenInput,
  now = new Date(),
) {
  authorize(ctx, "reviews.open");
  return ctx.db.transaction(async (tx) => {
    const version = await lockVersion(tx, ctx.actor.workspaceId, { name, number });
    const refusal = REFUSALS[version.status];
    if (refusal) throw new PenstockError("conflict", `${name} version ${number} ${refusal}`);
    const open = await openReviewOf(tx, version.id);
    if (open)
      throw new PenstockError(
        "conflict",
        `${name} version ${number} is under review already: see review ${open}.`,
      );
    return openWithoutStep(tx, ctx.actor, version, { title, instructions }, now);
  });
}

const REFUSALS: Partial<Record<string, string>> = {
  "in-review": "is under review already: open it under Reviews.",
  rejected: "was rejected: register a new version.",
  retired: "is retired: register a new version.",
};
