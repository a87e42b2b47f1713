import { desc, eq, sql } from "drizzle-orm";
import { user } from "../../db/schema/auth.ts";
import { riskAssessment } from "../../db/schema/governance.ts";
import { tiersBelow, type Tier } from "../../db/schema/tiers.ts";
import { authorize, type Ctx } from "../context.ts";
import { iso } from "../iso.ts";
import type { Person } from "../person.ts";
import { can } from "../rights.ts";
import type { KeptAnswer } from "./assess.ts";
import { deriveAnswers } from "./derive.ts";
import { gatherFacts, hashFacts } from "./facts.ts";
import { findModel } from "./find-model.ts";
import { madeBy } from "./made-by.ts";
import { tierByMatrix } from "../../workflows/core/risk/matrix.ts";
import { QUESTIONNAIRE } from "../../workflows/core/risk/questionnaire.ts";
import { tierOf } from "./tier-of.ts";

interface OverrideRow extends Record<string, unknown> {
  id: string;
  assessment: number;
  tier: Tier;
  reason: string;
  askedBy: Person;
  askedAt: string;
  decidedBy: Person | null;
  decidedAt: string | null;
  /** `lapsed`: nobody had decided when the risk was assessed again. */
  state: "open" | "agreed" | "refused" | "lapsed";
}

/** A model's risk: the tier in force, what it stands on, what the record answers now, and all that came before. */
export async function get(ctx: Ctx, { name }: { name: string }) {
  authorize(ctx, "workspace.read");
  const { id: modelId } = await findModel(ctx.db, ctx, name);
  const { stale, ...tier } = await tierOf(ctx.db, modelId);
  const gathered = await gatherFacts(ctx.db, modelId);
  const assessments = await ctx.db
    .select({
      number: riskAssessment.number,
      questionnaire: riskAssessment.questionnaire,
      tier: riskAssessment.tier,
      answers: riskAssessment.answers,
      by: { id: user.id, name: user.name },
      at: riskAssessment.createdAt,
    })
    .from(riskAssessment)
    .innerJoin(user, eq(user.id, riskAssessment.author))
    .where(eq(riskAssessment.modelId, modelId))
    .orderBy(desc(riskAssessment.number))
    .limit(50);
  const [newest] = assessments;
  const overrides = await ctx.db.execute<OverrideRow>(sql`
    select o.id, a.number as assessment, o.tier, o.reason, jsonb_build_object('id', u.id, 'name', u.name) as "askedBy",
      ${iso("o.requested_at")} as "askedAt",
      case when d.id is not null then jsonb_build_object('id', d.id, 'name', d.name) end as "decidedBy",
      ${iso("o.decided_at")} as "decidedAt",
      case when o.agreed then 'agreed' when o.decided_at is not null then 'refused'
        when a.number = ${newest?.number ?? null}::int then 'open' else 'lapsed' end as state
    from risk_override o join risk_assessment a on a.id = o.assessment_id
    join "user" u on u.id = o.requested_by left join "user" d on d.id = o.decided_by
    where a.model_id = ${modelId} order by o.requested_at desc limit 50
  `);
  const answers = (newest?.answers ?? null) as Record<string, KeptAnswer> | null;
  const pending = overrides.find(({ state }) => state === "open");
  const isMaker = await madeBy(ctx.db, modelId, ctx.actor.userId);
  return {
    name,
    ...tier,
    stale,
    answers,
    /** How the newest assessment stands in the matrix; null for one of an earlier questionnaire. */
    result:
      answers && newest?.questionnaire === QUESTIONNAIRE.version
        ? tierByMatrix(
            Object.fromEntries(Object.entries(answers).map(([id, { value }]) => [id, value])),
          )
        : null,
    derived: deriveAnswers(gathered) as Record<string, { value: string; source: string }>,
    factsHash: hashFacts(gathered.facts),
    pending: pending ? { ...pending, ...mayDecide(ctx, pending.askedBy.id, isMaker) } : null,
    /** The tiers that answers of whoever asks may not lead to: who made a version does not lower the one in force. */
    tooLow: isMaker ? tiersBelow(tier.tier) : [],
    history: assessments.map(({ number, questionnaire, tier, by, at }) => ({
      number,
      questionnaire,
      tier,
      by,
      at: at.toISOString(),
      overrides: overrides.filter(({ assessment }) => assessment === number),
    })),
  };
}

function mayDecide(
  { actor }: Ctx,
  askedBy: string,
  isMaker: boolean,
): { canDecide: boolean; why: string | null } {
  if (actor.userId === askedBy)
    return { canDecide: false, why: "You asked for it, so another person agrees to it." };
  if (!can(actor.role, "reviews.decide"))
    return { canDecide: false, why: "A reviewer agrees to it or refuses it." };
  if (isMaker)
    return {
      canDecide: false,
      why: "You made a version of this model, so another reviewer agrees to it or refuses it.",
    };
  return { canDecide: true, why: null };
}
