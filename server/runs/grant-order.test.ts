import assert from "node:assert/strict";
import { test } from "node:test";
import { mayBegin, type HeldAround, type WaitingClaim } from "./grant-order.ts";

const claim = (runId: string, ...keys: string[]): WaitingClaim => ({
  runId,
  node: "",
  item: "",
  workflowId: null,
  keys: keys.map((key) => ({ key, limit: 1 })),
});
/** Slots are named by who holds them; nobody holds a key twice here. */
const slots = (...held: [holder: string, key: string][]): HeldAround[] =>
  held.map(([holder, key]) => ({ slot: `${holder} ${key}`, key }));
const namesOf = (
  claims: WaitingClaim[],
  held: Record<string, number>,
  around: Record<string, HeldAround[]> = {},
) =>
  mayBegin(
    claims,
    new Map(Object.entries(held)),
    new Map(claims.flatMap((one) => (around[one.runId] ? [[one, around[one.runId]!]] : []))),
  ).map(({ runId }) => runId);

test("who came first goes first, and who needs what is full lets others pass", () => {
  const claims = [claim("a", "x", "y"), claim("b", "x"), claim("c", "x")];
  assert.deepEqual(namesOf(claims, { y: 1 }), ["b"]);
  assert.deepEqual(namesOf(claims, {}), ["a"]);
});

test("what a claim is a part of does not stand in its way; what others hold does", () => {
  const part = claim("part", "x");
  assert.deepEqual(namesOf([part], { x: 1 }, { part: slots(["whole", "x"]) }), ["part"]);
  assert.deepEqual(namesOf([part], { x: 1 }, { part: slots(["whole", "y"]) }), []);
  // Two parts of the same take turns.
  const around = { part: slots(["whole", "x"]), other: slots(["whole", "x"]) };
  assert.deepEqual(namesOf([part, claim("other", "x")], { x: 1 }, around), ["part"]);
  assert.deepEqual(namesOf([claim("other", "x")], { x: 2 }, around), []);
});

test("of those that wait for one another in a circle the first may go on", () => {
  const circle = [claim("a", "y"), claim("b", "z"), claim("c", "x")];
  const around = {
    a: slots(["one", "x"]),
    b: slots(["two", "y"]),
    c: slots(["three", "z"]),
  };
  assert.deepEqual(namesOf(circle, { x: 1, y: 1, z: 1 }, around), ["a"]);
  // Somebody outside the circle also holds a key, and will give it back.
  const roomy = circle.map((one) => ({ ...one, keys: [{ key: one.keys[0]!.key, limit: 2 }] }));
  assert.deepEqual(namesOf(roomy, { x: 2, y: 2, z: 2 }, around), []);
  // One that merely waits behind the circle is not in it.
  assert.deepEqual(namesOf([claim("late", "y"), ...circle], { x: 1, y: 1, z: 1 }, around), ["a"]);
});
