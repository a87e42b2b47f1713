import { and, desc, eq } from "drizzle-orm";
import { alias } from "drizzle-orm/pg-core";
import type { Database, Transaction } from "../../db/client.ts";
import { user } from "../../db/schema/auth.ts";
import { riskAssessment, riskOverride } from "../../db/schema/governance.ts";
import type { Tier } from "../../db/schema/tiers.ts";
import type { Person } from "../person.ts";
import { changesOf, type FactChange } from "./changes.ts";
import { gatherFacts, hashFacts, type RiskFacts } from "./facts.ts";
import { QUESTIONNAIRE } from "../../workflows/core/risk/questionnaire.ts";

export interface ModelTier {
  /** In force: an agreed override's, else the matrix's; `unassessed` without an assessment. */
  tier: Tier;
  assessment: {
    id: string;
    number: number;
    questionnaire: number;
    /** By the matrix. */
    tier: Tier;
    factsHash: string;
    by: Person;
    at: string;
  } | null;
  /** What has changed since; empty while the assessment still says what the record says. */
  stale: FactChange[];
  /** In force. */
  override: AgreedOverride | null;
}

/** Another tier than the matrix gives, which two people agreed on. */
export type AgreedOverride = {
  tier: Tier;
  matrix: Tier;
  reason: string;
  askedBy: Person;
  agreedBy: Person;
};

/** The risk tier of a model as of now, and whether what it stands on still holds. */
export async function tierOf(tx: Transaction | Database, modelId: string): Promise<ModelTier> {
  const [newest] = await tx
    .select({
      id: riskAssessment.id,
      number: riskAssessment.number,
      questionnaire: riskAssessment.questionnaire,
      tier: riskAssessment.tier,
      facts: riskAssessment.facts,
      factsHash: riskAssessment.factsHash,
      by: { id: user.id, name: user.name },
      at: riskAssessment.createdAt,
    })
    .from(riskAssessment)
    .innerJoin(user, eq(user.id, riskAssessment.author))
    .where(eq(riskAssessment.modelId, modelId))
    .orderBy(desc(riskAssessment.number))
    .limit(1);
  if (!newest) return { tier: "unassessed", assessment: null, stale: [], override: null };
  const { facts: before, at, ...assessment } = newest;
  const { facts } = await gatherFacts(tx, modelId);
  const stale =
    hashFacts(facts) === assessment.factsHash
      ? []
      : changesOf(before as unknown as RiskFacts, facts);
  if (assessment.questionnaire !== QUESTIONNAIRE.version)
    stale.push({
      what: "risk.questionnaire",
      before: `version ${assessment.questionnaire}`,
      after: `version ${QUESTIONNAIRE.version}`,
      sentence: `The risk was assessed with version ${assessment.questionnaire} of the questionnaire; version ${QUESTIONNAIRE.version} holds now.`,
    });
  const override = await agreedOverride(tx, assessment);
  return {
    tier: override?.tier ?? assessment.tier,
    assessment: { ...assessment, at: at.toISOString() },
    stale,
    override,
  };
}

async function agreedOverride(
  tx: Transaction | Database,
  { id, tier: matrix }: { id: string; tier: Tier },
): Promise<AgreedOverride | null> {
  const second = alias(user, "second");
  const [found] = await tx
    .select({
      tier: riskOverride.tier,
      reason: riskOverride.reason,
      askedBy: { id: user.id, name: user.name },
      agreedBy: { id: second.id, name: second.name },
    })
    .from(riskOverride)
    .innerJoin(user, eq(user.id, riskOverride.requestedBy))
    .innerJoin(second, eq(second.id, riskOverride.decidedBy))
    .where(and(eq(riskOverride.assessmentId, id), eq(riskOverride.agreed, true)))
    .orderBy(desc(riskOverride.decidedAt))
    .limit(1);
  return found ? { ...found, matrix } : null;
}
