import assert from "node:assert/strict";
import { test } from "node:test";
import type { ReviewFunction } from "../../db/schema/auth.ts";
import { readPolicy } from "../policies/policy.ts";
import type { ReviewPerson } from "./people.ts";
import { isComplete, stagesOf, type RoundFacts } from "./stages.ts";

const person = (id: string, ...functions: ReviewFunction[]): ReviewPerson => ({
  id,
  name: id,
  role: "reviewer",
  functions,
});
const people = [
  person("author", "model-risk"),
  person("ann", "model-risk"),
  person("bob", "model-risk", "business"),
  person("cat", "business"),
  { ...person("oli"), role: "operator" as const },
];
const { document } = readPolicy({
  format: 1,
  stages: [
    { id: "risk", title: "Model risk", function: "model-risk", deciders: 2 },
    { id: "business", title: "Business", function: "business", deciders: "all" },
  ],
});
const round = (facts: Partial<RoundFacts>) =>
  stagesOf({
    status: "open",
    stage: 0,
    stages: document!.stages,
    authorId: "author",
    startedById: "author",
    makers: [],
    people,
    decisions: [],
    delegations: [],
    ...facts,
  });
const ids = (list: readonly { id: string }[]) => list.map(({ id }) => id);
const approved = (id: string, stage: string) => ({
  outcome: "approved" as const,
  stage,
  by: { id, name: id },
});

test("those who stand for a stage may decide it, but not who made the model", () => {
  const [risk, business] = round({});
  assert.deepEqual(ids(risk!.mayDecide), ["ann", "bob"]);
  assert.deepEqual(ids(risk!.excluded), ["author"]);
  assert.match(risk!.excluded[0]!.why, /Wrote the pipeline/);
  assert.equal(risk!.state, "current");
  assert.equal(business!.state, "waiting");
  assert.deepEqual(ids(business!.mayDecide), ["bob", "cat"]);
});

test("who trained the model in an earlier run is a maker too", () => {
  const [risk] = round({ makers: ["ann"] });
  assert.deepEqual(ids(risk!.mayDecide), ["bob"]);
  assert.match(risk!.problem!, /needs 2 more .* only 1 may decide/);
});

test("an approval of somebody who turned out to be a maker does not count, and the stage says why", () => {
  const decisions = [approved("ann", "risk"), approved("bob", "risk")];
  const [risk] = round({
    makers: ["ann"],
    people: [...people, person("eve", "model-risk")],
    decisions,
  });
  assert.deepEqual([risk!.given, risk!.needed, ids(risk!.mayDecide)], [1, 2, ["eve"]]);
  assert.match(
    risk!.excluded.find(({ id }) => id === "ann")!.why,
    /in which this model was trained/,
  );
  assert.deepEqual(ids(risk!.decisions.map(({ by }) => by)), ["ann", "bob"]);
  assert.match(round({ makers: ["ann"], decisions })[0]!.problem!, /needs 1 more .* nobody may/);
});

test("whoever decided at one stage decides at no other, and 'all' asks for those who are left", () => {
  const [risk, business] = round({
    stage: 1,
    decisions: [approved("ann", "risk"), approved("bob", "risk")],
  });
  assert.equal(risk!.state, "done");
  assert.equal(risk!.given, 2);
  assert.deepEqual(ids(business!.mayDecide), ["cat"]);
  assert.equal(business!.needed, 1);
  assert.match(business!.excluded.find(({ id }) => id === "bob")!.why, /'Model risk'/);
});

test("a stage is complete with the approvals it takes; one of all with those of everybody who may", () => {
  const complete = (...decisions: RoundFacts["decisions"]) =>
    round({ stage: 1, decisions }).map(isComplete);
  const both = [approved("ann", "risk"), approved("bob", "risk")];
  assert.deepEqual(complete(both[0]!), [false, false]);
  assert.deepEqual(complete(...both), [true, false]);
  // Bob has decided at another stage: Cat alone is left.
  assert.deepEqual(complete(...both, approved("cat", "business")), [true, true]);
  assert.deepEqual(complete(approved("cat", "business")), [false, false]);
});

test("a stage that was handed over waits for the other, and only for a reviewer", () => {
  const hand = (from: string, to: string) => ({
    stage: "risk",
    from: { id: from, name: from },
    to: { id: to, name: to },
  });
  assert.deepEqual(ids(round({ delegations: [hand("ann", "cat")] })[0]!.mayDecide), ["bob", "cat"]);
  assert.deepEqual(
    ids(round({ delegations: [hand("ann", "cat"), hand("cat", "ann")] })[0]!.mayDecide),
    ["bob", "ann"],
  );
  assert.deepEqual(ids(round({ delegations: [hand("ann", "oli")] })[0]!.mayDecide), ["bob"]);
  assert.equal(
    round({ delegations: [hand("ann", "cat")] })[0]!.mayDecide.at(-1)!.onBehalfOf!.id,
    "ann",
  );
});

test("a stage that nobody can complete says so", () => {
  const [risk, business] = round({
    people: people.slice(0, 2),
    decisions: [{ outcome: "recused", stage: "risk", by: { id: "ann", name: "ann" } }],
  });
  assert.match(risk!.problem!, /nobody may decide: ask an admin/);
  assert.match(risk!.excluded.find(({ id }) => id === "ann")!.why, /Stepped back/);
  assert.match(business!.problem!, /stand for business/);
});

test("a stage of all that is left with nobody says so, whoever approved it before", () => {
  const facts = {
    stage: 1,
    decisions: [approved("ann", "risk"), approved("bob", "risk"), approved("cat", "business")],
  };
  const [, business] = round(facts);
  assert.deepEqual([business!.given, business!.needed, business!.mayDecide], [1, 2, []]);
  assert.match(business!.problem!, /needs 1 more .* business, and nobody may decide: ask an admin/);
  const [, done] = round({ ...facts, status: "approved" });
  assert.deepEqual([done!.given, done!.needed, done!.problem], [1, 1, null]);
  const eve = person("eve", "business");
  const [, asked] = round({ ...facts, people: [...people, eve] });
  assert.deepEqual([ids(asked!.mayDecide), asked!.problem], [["eve"], null]);
});

test("the stages of a closed review wait for nobody", () => {
  const [risk, business] = round({
    status: "rejected",
    decisions: [{ outcome: "rejected", stage: "risk", by: { id: "ann", name: "ann" } }],
  });
  assert.deepEqual([risk!.state, business!.state], ["done", "skipped"]);
  assert.equal(business!.problem, null);
});
