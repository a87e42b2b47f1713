import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { MATRIX, tierByMatrix } from "./matrix.ts";
import { QUESTIONS } from "./questionnaire.ts";

const least = Object.fromEntries(QUESTIONS.map(({ id, options }) => [id, options[0]!.value]));

test("nothing at stake and nobody reached is low; the highest of all answers is high", () => {
  assert.equal(tierByMatrix(least).tier, "low");
  const most = Object.fromEntries(QUESTIONS.map(({ id, options }) => [id, options.at(-1)!.value]));
  const { exposure, purpose, tier } = tierByMatrix(most);
  assert.deepEqual([exposure.level, purpose.level, tier], ["high", "high", "high"]);
});

test("credit scoring is a high purpose whatever else is answered, and high once it is exposed", () => {
  const credit = { ...least, regulated: "services" };
  const quiet = tierByMatrix(credit);
  assert.deepEqual(quiet.purpose.liftedBy, ["regulated"]);
  assert.deepEqual(
    [quiet.exposure.level, quiet.purpose.level, quiet.tier],
    ["low", "high", "medium"],
  );
  assert.equal(tierByMatrix({ ...credit, automation: "automated" }).tier, "high");
});

test("an answer that the question does not have is refused", () => {
  assert.throws(() => tierByMatrix({ ...least, use: "maybe" }), /'use' has no answer 'maybe'/);
  assert.throws(() => tierByMatrix({}), RangeError);
});

const answers = fc.record(
  Object.fromEntries(
    QUESTIONS.map(({ id, options }) => [id, fc.constantFrom(...options.map(({ value }) => value))]),
  ),
);
const rank = (tier: "low" | "medium" | "high") => ["low", "medium", "high"].indexOf(tier);

test("a worse answer never leads to a lower tier", () => {
  fc.assert(
    fc.property(answers, fc.constantFrom(...QUESTIONS), (given, { id, options }) => {
      const at = options.findIndex(({ value }) => value === given[id]);
      const worse = options.slice(at + 1).filter(({ points }) => points >= options[at]!.points);
      for (const { value } of worse)
        assert.ok(
          rank(tierByMatrix({ ...given, [id]: value }).tier) >= rank(tierByMatrix(given).tier),
        );
    }),
  );
});

test("the matrix rises along both sides", () => {
  const levels = ["low", "medium", "high"] as const;
  for (const [at, level] of levels.entries())
    for (const other of levels)
      for (const next of levels.slice(at)) {
        assert.ok(rank(MATRIX[next][other]) >= rank(MATRIX[level][other]));
        assert.ok(rank(MATRIX[other][next]) >= rank(MATRIX[other][level]));
      }
});
