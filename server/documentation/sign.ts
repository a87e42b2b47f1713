import { createHash } from "node:crypto";
import { audit } from "../audit.ts";
import { authorize, type Ctx } from "../context.ts";
import { PenstockError } from "../errors.ts";
import { fill } from "./fill.ts";
import { readRecord } from "./record.ts";
import type { SignInput } from "./schemas.ts";
import { changedMeanwhile, newestOf, writeSection } from "./write-section.ts";

/**
 * Says in one's own name that a section is complete: the text that was read, as its next version. Whoever edits it later
 * takes the signature away.
 * @throws PenstockError `conflict` when the text is another than was read or signed already, `bad-request` when it is empty
 */
export async function sign(ctx: Ctx, { modelVersionId, section, number }: SignInput) {
  authorize(ctx, "documentation.write");
  return ctx.db.transaction(async (tx) => {
    const newest = await newestOf(tx, ctx, modelVersionId, section);
    if ((newest?.number ?? 0) !== number) throw changedMeanwhile();
    if (newest?.signed) throw new PenstockError("conflict", "This section is signed already.");
    const body = newest?.body ?? "";
    const record = await readRecord(tx, ctx.artifacts, ctx.actor.workspaceId, modelVersionId);
    if (body === "" && fill(section, record).markdown === "")
      throw new PenstockError(
        "bad-request",
        "There is no text to sign: write what the section asks for, and save it.",
      );
    await writeSection(tx, ctx, {
      modelVersionId,
      section,
      number: number + 1,
      body,
      signed: true,
    });
    await audit(tx, ctx.actor, {
      action: "documentation.sign",
      entity: "documentation",
      entityId: modelVersionId,
      after: {
        section,
        number: number + 1,
        hash: createHash("sha256").update(body).digest("hex"),
      },
    });
    return { number: number + 1 };
  });
}
