import assert from "node:assert/strict";
import { Readable } from "node:stream";
import { test } from "node:test";
import { eachLine } from "./each-line.ts";

async function linesOf(...chunks: (string | Buffer)[]): Promise<string[]> {
  const lines: string[] = [];
  await eachLine(Readable.from(chunks.map((chunk) => Buffer.from(chunk))), (line) =>
    lines.push(line),
  );
  return lines;
}

test("lines come whole, wherever the chunks are cut, and blank ones not at all", async () => {
  assert.deepEqual(await linesOf("one\ntw", "o\r\n\n  \nthr", "ee"), ["one", "two", "three"]);
  const euro = Buffer.from("1 €\n");
  assert.deepEqual(await linesOf(euro.subarray(0, 3), euro.subarray(3)), ["1 €"]);
});

test("of a line without end the beginning is kept, and the next line is whole again", async () => {
  const chunk = "x".repeat(50_000);
  const lines = await linesOf(chunk, chunk, chunk, `${chunk}\nnext\n`);
  assert.deepEqual(
    lines.map((line) => line.length),
    [65_536, 4],
  );
});
