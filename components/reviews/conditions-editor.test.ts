import assert from "node:assert/strict";
import { test } from "node:test";
import { createElement as h } from "react";
import { drawn } from "../ui/drawn.fixture.ts";
import { ConditionsEditor, missingIn, type Condition } from "./conditions-editor.tsx";

const whole: Condition = {
  key: 1,
  title: "Watch drift",
  remedy: "",
  owner: "u1",
  severity: "medium",
  dueAt: "2031-01-02",
};
const dana = { id: "u1", name: "Dana Designer" };
const now = new Date("2031-01-02T12:00:00Z");

test("each field that a condition still needs is marked, once it was tried to send it", () => {
  assert.deepEqual(missingIn(whole, now), {});
  const half = { ...whole, title: " ", owner: "", dueAt: "2031-01-01" };
  assert.deepEqual(Object.keys(missingIn(half, now)), ["title", "owner", "dueAt"]);
  const editor = (tried: boolean) =>
    drawn(
      h(ConditionsEditor, {
        conditions: [{ ...half, dueAt: "2020-01-01" }],
        author: dana,
        tried,
        onChange: () => {},
      }),
    );
  assert.match(editor(true), /Say what.*Choose who.*Choose today/s);
  assert.doesNotMatch(editor(false), /Say what|Choose who|Choose today/);
});

test("whose a condition is, is said by name also before the people are known", () => {
  const html = drawn(
    h(ConditionsEditor, { conditions: [whole], author: dana, tried: false, onChange: () => {} }),
  );
  assert.match(html, />Dana Designer</);
  assert.doesNotMatch(html, />u1</);
});
