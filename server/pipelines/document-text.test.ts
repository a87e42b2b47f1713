import assert from "node:assert/strict";
import { test } from "node:test";
import { readDocumentText } from "./document-text.ts";

test("a text that nests without end is refused by its line and not read on", () => {
  const { document, problem } = readDocumentText(`name: deep\nnodes: ${"{a: ".repeat(3_000)}`);
  assert.equal(document, null);
  assert.equal(
    problem!.message,
    "The text is not readable as YAML or JSON: line 2 nests more than 200 levels deep: write it flatter. Correct it there and try again.",
  );
});

test("brackets within texts and side by side are no levels", () => {
  const text = `name: flat\ncode: "${"[".repeat(300)}"\nmore: |\n  ${"{".repeat(300)}\nlist: [${"[], ".repeat(300)}]\n`;
  assert.equal(readDocumentText(text).problem, null);
});
