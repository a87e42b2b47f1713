import assert from "node:assert/strict";
import { test } from "node:test";
import type { Ctx } from "../context.ts";
import { checkSql } from "./check-sql.ts";

// It reads nothing of the workspace: who asks is all it needs.
const ctx = { actor: { role: "viewer" } } as Ctx;
const tables = {
  input: [
    { name: "id", type: "integer" },
    { name: "pay", type: "number" },
  ] as const,
};
const check = (sql: string, more: { unknown?: string[] } = {}) =>
  checkSql(ctx, {
    sql,
    tables: more.unknown ? {} : { input: [...tables.input] },
    unknown: more.unknown ?? [],
  });

test("a query gives its columns, and a mistake is shown at the name that is wrong", async () => {
  assert.deepEqual(await check("SELECT id, pay * 2 AS twice FROM input"), {
    problem: null,
    columns: [
      { name: "id", type: "integer" },
      { name: "twice", type: "number" },
    ],
  });
  for (const [sql, wrong] of [
    ["SELECT id,\n  salary\nFROM input", "salary"],
    ["SELECT id\nFROM inputs", "inputs"],
    ["SELECT nofn(pay) FROM input", "nofn"],
    ["SELECT id FROM input x y z", "y"],
    ["SELECT sum(pay), id FROM input", "id"],
    ["DROP TABLE input", "DROP"],
  ] as const) {
    const { problem, columns } = await check(sql);
    assert.equal(columns, null);
    assert.ok(problem, sql);
    assert.equal(sql.slice(problem.from, problem.to), wrong, problem.message);
  }
});

test("where the columns are not known only the grammar is checked", async () => {
  const unknown = ["input"];
  assert.deepEqual(await check("SELECT salary FROM input", { unknown }), {
    problem: null,
    columns: null,
  });
  assert.match((await check("SELECT id FROM input x y", { unknown })).problem!.message, /syntax/);
});
