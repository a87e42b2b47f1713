import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { fillItem, refersToItem } from "./items.ts";
import type { Json } from "./json.ts";

const item = (value: Json, index = 4) => ({ index, value });

test("a reference alone becomes the value with its type, within text its text", () => {
  const value = { name: "a.csv", size: 12, deep: { ok: true }, none: null };
  assert.deepEqual(
    fillItem(
      {
        whole: "${item}",
        size: "${ item.size }",
        ok: "${item.deep.ok}",
        at: "${index}",
        text: "${index}: ${item.name} (${item.size}, ${item.deep})${item.none}",
        list: ["${item.name}", { inner: "${index}" }],
      },
      item(value),
    ),
    {
      whole: value,
      size: 12,
      ok: true,
      at: 4,
      text: '4: a.csv (12, {"ok":true})',
      list: ["a.csv", { inner: 4 }],
    },
  );
});

test("a field the item does not have is null, or nothing within text; what all objects inherit counts as absent", () => {
  const filled = fillItem(
    ["${item.gone}", "<${item.gone}>", "${item.a.b}", "${item.constructor}"],
    item({ a: 1 }),
  );
  assert.deepEqual(filled, [null, "<>", null, null]);
});

test("other references, and text that only looks like one, stay", () => {
  const config = ["${params.x}", "${items}", "$ {item}", "{item}", "${index.a b}"];
  assert.deepEqual(fillItem(config, item(1)), config);
  assert.equal(refersToItem(config), false);
  assert.equal(refersToItem({ a: [{ b: "x ${item.c} y" }] }), true);
  assert.equal(refersToItem(undefined), false);
});

test("what an item holds is never read as a reference again", () => {
  assert.equal(fillItem("<${item}>", item("${index}")), "<${index}>");
});

test("a whole item comes out as it went in, and a config without references is left alone", () => {
  fc.assert(
    fc.property(fc.jsonValue(), (value) => {
      // As JSON knows them: negative zero is zero.
      const json = JSON.parse(JSON.stringify(value)) as Json;
      assert.deepEqual(fillItem({ a: "${item}" }, item(json)), { a: json });
    }),
  );
});
