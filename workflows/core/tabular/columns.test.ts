import assert from "node:assert/strict";
import { test } from "node:test";
import { describe } from "./columns.ts";

test("a column of lists and records that lie too deep in one another is refused by its name", async () => {
  const described = (type: string) =>
    describe(async () => [{ column_name: "a", column_type: type }], "t");
  const nested = (levels: number) =>
    `${"STRUCT(x DECIMAL(9,2), y ".repeat(levels)}DATE${")[]".repeat(levels)}`;
  for (const type of [
    "DECIMAL(18,3)",
    `INTEGER${"[]".repeat(12)}`,
    `INTEGER${"[3]".repeat(12)}`,
    nested(6),
    `STRUCT(${Array.from({ length: 50 }, (_, i) => `x${i} MAP(VARCHAR, INTEGER[])`).join(", ")})[]`,
    `STRUCT("${"[](".repeat(20)}" INTEGER)`,
    `ENUM('${"(".repeat(20)}')`,
  ])
    assert.equal((await described(type))[0]!.duckdbType, type);
  for (const [type, levels] of [
    [`INTEGER${"[]".repeat(13)}`, 13],
    [nested(7), 14],
    [`STRUCT(x INTEGER, y INTEGER${"[]".repeat(20)}, z DATE)`, 21],
    [`${"MAP(VARCHAR, ".repeat(15)}DATE${")".repeat(15)}`, 15],
  ] as const)
    await assert.rejects(described(type), {
      message: `Column 'a' holds lists or records in one another, ${levels} deep, and 12 can be read: flatten it, or store it as text.`,
    });
});
