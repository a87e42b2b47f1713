import { QUESTIONS, type Axis } from "./questionnaire.ts";

const LEVELS = ["low", "medium", "high"] as const;
type Level = (typeof LEVELS)[number];
type AssessedTier = "low" | "medium" | "high";

/** Tier by purpose (row) and exposure (column). Harm counts more than reach: a harmful purpose is never a low tier. */
export const MATRIX: Record<Level, Record<Level, AssessedTier>> = {
  low: { low: "low", medium: "low", high: "medium" },
  medium: { low: "low", medium: "medium", high: "high" },
  high: { low: "medium", medium: "high", high: "high" },
};

/** From so many points on, an axis is at this level. */
export const FROM: Record<Axis, { medium: number; high: number }> = {
  exposure: { medium: 4, high: 8 },
  purpose: { medium: 5, high: 10 },
};

export interface AxisResult {
  level: Level;
  points: number;
  most: number;
  /** The questions that lift the level beyond what the points give; empty where the points do. */
  liftedBy: string[];
}

export interface MatrixResult {
  exposure: AxisResult;
  purpose: AxisResult;
  tier: AssessedTier;
}

/** The tier that a complete set of answers leads to. @throws RangeError for an answer that no question has. */
export function tierByMatrix(answers: Record<string, string>): MatrixResult {
  const exposure = axisOf("exposure", answers);
  const purpose = axisOf("purpose", answers);
  return { exposure, purpose, tier: MATRIX[purpose.level][exposure.level] };
}

function axisOf(axis: Axis, answers: Record<string, string>): AxisResult {
  let points = 0;
  let most = 0;
  const floors: { id: string; least: Level }[] = [];
  for (const { id, options } of QUESTIONS.filter((question) => question.axis === axis)) {
    const chosen = options.find(({ value }) => value === answers[id]);
    if (!chosen) throw new RangeError(`'${id}' has no answer '${String(answers[id])}'.`);
    points += chosen.points;
    most += Math.max(...options.map((option) => option.points));
    if (chosen.least) floors.push({ id, least: chosen.least });
  }
  const { medium, high } = FROM[axis];
  const byPoints: Level = points >= high ? "high" : points >= medium ? "medium" : "low";
  const rank = (level: Level) => LEVELS.indexOf(level);
  const floor = floors.reduce<Level>(
    (so, { least }) => (rank(least) > rank(so) ? least : so),
    "low",
  );
  const lifted = rank(floor) > rank(byPoints);
  return {
    level: lifted ? floor : byPoints,
    points,
    most,
    liftedBy: lifted ? floors.filter(({ least }) => least === floor).map(({ id }) => id) : [],
  };
}
