import assert from "node:assert/strict";
import { test } from "node:test";
import { fromDatabase, PenstockError } from "./errors.ts";

const withCode = (code: string) => Object.assign(new Error("driver"), { code });

test("a database that is away is said to be so, however deep the driver's error lies", () => {
  for (const error of [
    withCode("ECONNREFUSED"),
    withCode("57P03"),
    new Error("query failed", { cause: withCode("CONNECTION_CLOSED") }),
  ]) {
    const mapped = fromDatabase(error);
    assert.ok(mapped instanceof PenstockError);
    assert.equal(mapped.code, "unavailable");
  }
});

test("what the database refuses by its own guards keeps their sentence, and any other error stays itself", () => {
  const refused = fromDatabase(withCode("PN008"));
  assert.ok(refused instanceof PenstockError);
  assert.match(refused.message, /approved model version/);
  const other = withCode("23505");
  assert.equal(fromDatabase(other), other);
});

test("a character, a number or a time that no column holds is the request's own mistake", () => {
  for (const [code, sentence] of [
    ["22021", /NUL/],
    ["22P05", /NUL/],
    ["22003", /number/],
    ["22007", /date or time/],
    ["22008", /date or time/],
    ["22009", /date or time/],
  ] as const) {
    const mapped = fromDatabase(new Error("query failed", { cause: withCode(code) }));
    assert.ok(mapped instanceof PenstockError);
    assert.equal(mapped.code, "bad-request");
    assert.match(mapped.message, sentence);
  }
});
