import assert from "node:assert/strict";
import { test } from "node:test";
import { DrizzleQueryError } from "drizzle-orm";
import { withoutParams } from "./log.ts";

test("a failed query is logged without the values it was asked with, however deep it lies", () => {
  const query = "select * from person where email = $1 and note = $2";
  const params = ["robin@bank.example", "two\nlines"];
  const failed = new DrizzleQueryError(query, params, new Error("connection lost"));
  for (const error of [failed, new Error("the verb failed", { cause: failed })]) {
    const line = JSON.stringify(withoutParams(error));
    assert.ok(line.includes(query), line);
    assert.match(line, /connection lost/);
    assert.match(line, /log\.test\.ts/);
    assert.doesNotMatch(line, /robin|two|lines/);
  }
});
