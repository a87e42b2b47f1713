import { desc, eq } from "drizzle-orm";
import { riskAssessment } from "../../db/schema/governance.ts";
import { tiersBelow } from "../../db/schema/tiers.ts";
import { audit } from "../audit.ts";
import { authorize, type Ctx } from "../context.ts";
import { PenstockError } from "../errors.ts";
import { newId } from "../ids.ts";
import { deriveAnswers, type DerivedAnswer } from "./derive.ts";
import { gatherFacts, hashFacts } from "./facts.ts";
import { findModel } from "./find-model.ts";
import { madeBy } from "./made-by.ts";
import { tierOf } from "./tier-of.ts";
import { tierByMatrix, type MatrixResult } from "../../workflows/core/risk/matrix.ts";
import { QUESTIONNAIRE, QUESTIONS } from "../../workflows/core/risk/questionnaire.ts";
import type { AssessInput } from "./schemas.ts";

/** An answer as an assessment keeps it. */
export type KeptAnswer = {
  value: string;
  /** `record`: as the record has it. */
  by: "record" | "person";
  /** What the record said then, and from what. */
  derived: string | null;
  source: string | null;
  /** Why the person answered otherwise than the record. */
  reason: string | null;
};

/**
 * Answers the questionnaire for a model and writes down the tier that follows; an override of the assessment before no
 * longer counts.
 * @throws PenstockError `bad-request` naming the questions that lack an answer or a reason; `conflict` when the facts have
 * changed since they were shown; `forbidden` where the model's own maker would lower the tier.
 */
export async function assess(
  ctx: Ctx,
  { name, answers: given, factsHash: shown }: AssessInput,
): Promise<{ id: string; number: number } & MatrixResult> {
  authorize(ctx, "risk.assess");
  return ctx.db.transaction(async (tx) => {
    const model = await findModel(tx, ctx, name, { lock: true });
    const gathered = await gatherFacts(tx, model.id);
    const factsHash = hashFacts(gathered.facts);
    if (shown !== undefined && shown !== factsHash)
      throw new PenstockError(
        "conflict",
        `What the record says about ${name} has changed while you answered: look at the answers again.`,
      );
    const answers = completed(given, deriveAnswers(gathered));
    const result = tierByMatrix(
      Object.fromEntries(Object.entries(answers).map(([id, { value }]) => [id, value])),
    );
    const { tier: inForce } = await tierOf(tx, model.id);
    if (tiersBelow(inForce).includes(result.tier) && (await madeBy(tx, model.id, ctx.actor.userId)))
      throw new PenstockError(
        "forbidden",
        `Four eyes: you made a version of ${name}, and these answers would lower its tier from ${inForce} to ${result.tier}. Let somebody assess it who made none, or ask for another tier: a reviewer agrees to it.`,
      );
    const [last] = await tx
      .select({ number: riskAssessment.number, tier: riskAssessment.tier })
      .from(riskAssessment)
      .where(eq(riskAssessment.modelId, model.id))
      .orderBy(desc(riskAssessment.number))
      .limit(1);
    const id = newId("risk");
    const number = (last?.number ?? 0) + 1;
    await tx.insert(riskAssessment).values({
      id,
      workspaceId: ctx.actor.workspaceId,
      modelId: model.id,
      number,
      questionnaire: QUESTIONNAIRE.version,
      answers,
      facts: gathered.facts,
      factsHash,
      tier: result.tier,
      author: ctx.actor.userId,
    });
    await audit(tx, ctx.actor, {
      action: "risk-assessment.create",
      entity: "risk-assessment",
      entityId: id,
      before: last ? { number: last.number, tier: last.tier } : null,
      after: {
        model: name,
        number,
        tier: result.tier,
        exposure: result.exposure.level,
        purpose: result.purpose.level,
        factsHash,
      },
    });
    return { id, number, ...result };
  });
}

function completed(
  given: AssessInput["answers"],
  derived: Partial<Record<string, DerivedAnswer>>,
): Record<string, KeptAnswer> {
  const problems: { question: string; message: string }[] = [];
  const answers: Record<string, KeptAnswer> = {};
  for (const id of Object.keys(given))
    if (!QUESTIONS.some((question) => question.id === id))
      problems.push({ question: id, message: `There is no question '${id}'.` });
  for (const { id, title, options } of QUESTIONS) {
    const fact = derived[id];
    const value = given[id]?.value ?? fact?.value;
    const reason = given[id]?.reason || null;
    const refuse = (message: string) => problems.push({ question: id, message });
    if (value === undefined) refuse(`'${title}' is not answered.`);
    else if (!options.some((option) => option.value === value))
      refuse(
        `'${title}' has no answer '${value}': choose one of ${options.map((option) => option.value).join(", ")}.`,
      );
    else if (fact && fact.value !== value && (reason?.length ?? 0) < 10)
      refuse(`'${title}': say in a sentence why the record's own answer does not hold.`);
    else {
      const differs = fact?.value !== value;
      answers[id] = {
        value,
        by: differs ? "person" : "record",
        derived: fact?.value ?? null,
        source: fact?.source ?? null,
        reason: fact && differs ? reason : null,
      };
    }
  }
  if (problems.length > 0)
    throw new PenstockError(
      "bad-request",
      problems.map(({ message }) => message).join(" "),
      problems,
    );
  return answers;
}
