import assert from "node:assert/strict";
import { test } from "node:test";
import { decisionOf } from "./commands.ts";
import { optionsOf, readParams, UsageError } from "./options.ts";

test("a decision is what the command line says, and nothing is approved by a mistake in it", () => {
  const robin = ["--by", "robin", "--comment", "so"];
  assert.deepEqual(
    { ...decisionOf(["run-1", ...robin, "--request-changes"]) },
    {
      workflowId: "run-1",
      by: "robin",
      question: undefined,
      outcome: "changes-requested",
      comment: "so",
    },
  );
  const wrong: [string[], RegExp][] = [
    [robin, /Say one of --approve/],
    [[...robin, "--rejct"], /Unknown option '--rejct'/],
    [[...robin, "--approve", "--reject"], /Say one of/],
    [["--approve", "--comment", "so"], /Say who/],
    [["--approve", "--by", "robin"], /Say why/],
    [["--approve", "--by", "robin", "--comment", " "], /Say why/],
    [["--approve", "--by", "robin", "--comment"], /comment/],
    [["one", "two", ...robin, "--approve"], /'two' is not expected/],
  ];
  for (const [argv, sentence] of wrong)
    assert.throws(
      () => decisionOf(argv),
      (error) => {
        assert.ok(error instanceof UsageError);
        assert.match(error.message, sentence);
        return /Usage: npm run approve/.test(error.message);
      },
    );
});

test("an option that is not known swallows no word behind it", () => {
  const options = { by: { type: "string" } } as const;
  assert.throws(() => optionsOf(["--bogus", "a=1"], "npm start", options, Infinity), UsageError);
  const { values, positionals } = optionsOf(["a=1", "--by", "ann"], "npm start", options, Infinity);
  assert.deepEqual([values.by, positionals], ["ann", ["a=1"]]);
  assert.deepEqual(readParams({ a: 2 }, positionals), { a: 1 });
  assert.throws(() => readParams({ a: 2 }, ["b=1"]), UsageError);
});
