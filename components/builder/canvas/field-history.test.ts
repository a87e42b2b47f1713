import assert from "node:assert/strict";
import { test } from "node:test";
import { followTyping } from "./field-history.ts";

function focused(value: string) {
  const field = { value };
  const typing = followTyping();
  typing.focused(field);
  return {
    field,
    type: (next: string) => {
      field.value = next;
      typing.typed(field);
    },
    own: () => [typing.hasOwn(field, "undo"), typing.hasOwn(field, "redo")],
  };
}

test("a field in which nothing was typed since it was focused has nothing to undo", () => {
  const { own, type } = focused("Group");
  assert.deepEqual(own(), [false, false]);
  type("Groups");
  assert.deepEqual(own(), [true, true]);
  // Taken back by the browser, it can be done again by it.
  type("Group");
  assert.deepEqual(own(), [false, true]);
});

test("neither has one whose value was picked from a list, or set back by an undo of the document", () => {
  const { field, own, type } = focused("");
  field.value = "creditability";
  assert.deepEqual(own(), [false, false]);
  type("cred");
  field.value = "creditability";
  assert.deepEqual(own(), [false, false]);
  field.value = "";
  assert.deepEqual(own(), [false, false]);
});

test("a field nobody has seen being focused keeps its keys", () => {
  assert.equal(followTyping().hasOwn({ value: "" }, "undo"), true);
});
