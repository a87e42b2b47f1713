import assert from "node:assert/strict";
import { test } from "node:test";
import { placeInSql } from "./place-in-sql.ts";

const marked = (message: string, sql: string) => {
  const { from, to } = placeInSql(message, sql);
  return sql.slice(from, to);
};

test("a message of the database is shown at the name it quotes, in its line", () => {
  const sql = "SELECT id AS salary,\n  salary\nFROM input";
  const message =
    "The SQL names a column 'salary' in line 2, which is not in its tables; there are: id.";
  assert.equal(placeInSql(message, sql).from, sql.indexOf("  salary") + 2);
  const aggregate = 'The SQL cannot run, line 1: column "id" must appear in the GROUP BY clause.';
  assert.equal(marked(aggregate, "SELECT sum(n), id FROM input"), "id");
  assert.equal(
    marked('The SQL cannot run, line 2: syntax error at or near "input".', "SELECT *\nFRO input"),
    "input",
  );
  assert.equal(
    marked(
      "The SQL cannot run, line 1: Table with name people does not exist!",
      "SELECT * FROM people",
    ),
    "people",
  );
});

test("without a name its line is marked, without a line the whole, at the end of a text its last letter", () => {
  assert.equal(marked("The SQL cannot run, line 2: something.", "SELECT 1\n  + x"), "+ x");
  assert.equal(marked("The SQL cannot run: something.", "SELECT 1"), "SELECT 1");
  assert.equal(
    marked("The SQL cannot run, line 1: syntax error at end of input.", "SELECT 1 +  "),
    "+",
  );
  assert.equal(
    marked("Transform takes one SELECT, but this begins with 'DROP'", "drop table x"),
    "drop",
  );
});
