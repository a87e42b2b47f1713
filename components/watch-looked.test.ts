import assert from "node:assert/strict";
import { test } from "node:test";
import { watchLooked } from "./watch-looked.ts";

test("a page counts as looked at until it has been hidden for a minute, and again once it is seen", (t) => {
  t.mock.timers.enable({ apis: ["setTimeout"] });
  // Node has no page; what is listened to of it is an event target.
  const page = Object.assign(new EventTarget(), { visibilityState: "hidden" });
  Object.assign(globalThis, { document: page });
  const show = (visibilityState: "visible" | "hidden") => {
    page.visibilityState = visibilityState;
    page.dispatchEvent(new Event("visibilitychange"));
  };
  const told: boolean[] = [];
  const stop = watchLooked((looked) => told.push(looked));
  // Opened in a tab behind.
  t.mock.timers.tick(60_000);
  assert.deepEqual(told, [false]);
  show("visible");
  show("hidden");
  t.mock.timers.tick(59_000);
  show("visible");
  t.mock.timers.tick(60_000);
  assert.deepEqual(told, [false, true, true]);
  show("hidden");
  stop();
  t.mock.timers.tick(60_000);
  assert.deepEqual(told, [false, true, true]);
});
