import assert from "node:assert/strict";
import { test } from "node:test";
import { compareJson } from "./compare-json.ts";

const h = (digit: string) => digit.repeat(64);

test("equal values of one structure are the same, whatever the order of their keys", () => {
  assert.deepEqual(compareJson({ a: [1, "x", null], b: true }, { b: true, a: [1, "x", null] }), {
    why: null,
    inexact: false,
  });
});

test("numbers may lie a millionth apart, and no further", () => {
  assert.deepEqual(compareJson({ auc: 0.8 }, { auc: 0.8 * (1 + 5e-7) }), {
    why: null,
    inexact: true,
  });
  assert.equal(
    compareJson({ auc: { test: [0.8] } }, { auc: { test: [0.81] } }).why,
    "auc.test[0] was 0.8 and is 0.81",
  );
  assert.equal(compareJson(0, 1e-9).why, "the value was 0 and is 1e-9");
});

test("what is missing, new, or of another kind is named with its place", () => {
  assert.equal(compareJson({ a: 1 }, {}).why, "a is missing");
  assert.equal(compareJson({}, { a: 1 }).why, "a is new");
  assert.equal(compareJson({ a: [1] }, { a: [1, 2] }).why, "a had 1 entries and has 2");
  assert.equal(compareJson({ a: "1" }, { a: 1 }).why, 'a was "1" and is 1');
  assert.equal(compareJson({ a: {} }, { a: null }).why, "a was {} and is null");
});

test("a hash may name the content that stands for the other's", () => {
  const [a, b] = [{ model: h("a") }, { model: h("b") }];
  assert.match(compareJson(a, b).why!, /^model was/);
  assert.deepEqual(compareJson(a, b, new Map([[h("a"), h("b")]])), { why: null, inexact: true });
  assert.match(compareJson(a, b, new Map([[h("a"), h("c")]])).why!, /^model was/);
});
