import assert from "node:assert/strict";
import { test } from "node:test";
import { runInNewContext } from "node:vm";
import fc from "fast-check";
import { blockComment, commentLine, escapeTemplate, literal } from "./literal.ts";

const text = fc.oneof(
  fc.string({ unit: "binary" }),
  fc.string({
    unit: fc.constantFrom("`", "$", "{", "}", "\\", "\n", "\r", '"', "'", "*", "/", "\u2028", "n"),
  }),
);
const json = fc.letrec((tie) => ({
  value: fc.oneof(
    { depthSize: "small" },
    text,
    fc.double({ noNaN: true, noDefaultInfinity: true }),
    fc.boolean(),
    fc.constant(null),
    fc.array(tie("value"), { maxLength: 4 }),
    fc.dictionary(fc.oneof(text, fc.constant("__proto__")), tie("value"), { maxKeys: 4 }),
  ),
})).value;

/** The value of an expression; made of this realm's objects, so that they compare. */
function evaluate(code: string): unknown {
  return structuredClone(runInNewContext(`(${code})`));
}

test("a literal stands for its value, whatever characters it holds", () => {
  fc.assert(
    fc.property(json, fc.nat(40), (value, indent) => {
      assert.deepEqual(evaluate(literal(value, indent)), structuredClone(value));
    }),
  );
});

test("text between variables of a template stays as it was", () => {
  fc.assert(
    fc.property(text, text, (before, after) => {
      const code = `\`${escapeTemplate(before)}\${1}${escapeTemplate(after)}\``;
      assert.equal(evaluate(code), `${before}1${after}`);
    }),
  );
});

test("no text ends the comment that it stands in", () => {
  fc.assert(
    fc.property(text, (words) => {
      assert.equal(evaluate(`// ${commentLine(words)}\n42`), 42);
      assert.equal(evaluate(`${blockComment(words)} 42`), 42);
    }),
  );
});
