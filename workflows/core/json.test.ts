import assert from "node:assert/strict";
import { test } from "node:test";
import { canonicalJson, MAX_DEPTH, notKept, withKey } from "./json.ts";

test("equal values give equal text, whatever order their keys were written in", () => {
  assert.equal(canonicalJson({ b: [{ d: 1, c: 2 }], a: null }), '{"a":null,"b":[{"c":2,"d":1}]}');
  assert.equal(
    canonicalJson({ Z: 1, a: 2, ä: 3, 10: 4, 9: 5 }),
    '{"9":5,"10":4,"Z":1,"a":2,"ä":3}',
  );
});

test("a key gets its value where it stands, or last; what changes nothing gives the object itself", () => {
  const object: Record<string, unknown> = { a: 1, b: 2 };
  assert.deepEqual(Object.entries(withKey(object, "a", 3)), Object.entries({ a: 3, b: 2 }));
  assert.deepEqual(Object.entries(withKey(object, "c", 3)), Object.entries({ a: 1, b: 2, c: 3 }));
  assert.deepEqual(withKey(object, "a", undefined), { b: 2 });
  assert.equal(withKey(object, "a", 1), object);
  assert.equal(withKey(object, "toString", undefined), object);
  assert.equal(canonicalJson(withKey({}, "__proto__", { x: 1 })), '{"__proto__":{"x":1}}');
});

test("what JSON leaves out or writes otherwise is left out and written so", () => {
  const at = new Date("2026-01-02T03:04:05Z");
  const value = {
    at,
    none: undefined,
    list: [undefined, Number.NaN],
    inner: { toJSON: () => ({ b: 1, a: 2 }) },
  };
  assert.equal(
    canonicalJson(value),
    '{"at":"2026-01-02T03:04:05.000Z","inner":{"a":2,"b":1},"list":[null,null]}',
  );
  assert.equal(
    canonicalJson(JSON.parse('{"b":1,"__proto__":{"a":2}}')),
    '{"__proto__":{"a":2},"b":1}',
  );
});

test("a text that Postgres cannot keep is found wherever it stands", () => {
  assert.equal(notKept({ a: ["x", { b: "\u0000" }] })?.field, "a.1.b");
  assert.equal(notKept({ a: { "b\ud800": 1 } })?.field, "a");
  assert.equal(notKept("\udc00\ud83d")?.field, "");
  assert.equal(notKept({ a: "\ud83d\ude00", b: null, c: 1 }), null);
});

test("so is what is nested too deeply, however deep it is", () => {
  const nested = (depth: number) => JSON.parse("[".repeat(depth) + "]".repeat(depth)) as unknown;
  assert.equal(notKept(nested(MAX_DEPTH)), null);
  assert.match(notKept(nested(MAX_DEPTH + 1))!.why, /more than 200/);
  assert.equal(notKept({ a: nested(100_000) })!.field, "a.0.0.0.0");
});
