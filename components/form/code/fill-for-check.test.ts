import assert from "node:assert/strict";
import { test } from "node:test";
import { fillForCheck } from "./fill-for-check.ts";

test("a query is checked as a run would fill it, and places in it stay where they are", () => {
  const params = { least: { type: "number", default: 0.5 }, town: { type: "string" } } as const;
  const sql = "SELECT * FROM input WHERE pay > ${params.least} AND n = ${item.n} AND pais = 1";
  const filled = fillForCheck(sql, params);
  assert.equal(filled.indexOf("pais"), sql.indexOf("pais"));
  assert.match(filled, /pay > 0\.5 +AND n = 0 +AND/);
  assert.match(fillForCheck("a = '${params.town}'", params), /a = '0 +'/);
});
