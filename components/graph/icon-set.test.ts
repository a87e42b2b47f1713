import assert from "node:assert/strict";
import { test } from "node:test";
import { steps } from "../../workflows/steps/index.ts";
import { ICONS } from "./icon-set.ts";

test("every kind of step has an icon that is in the set", () => {
  const missing = steps
    .filter(({ icon }) => !Object.hasOwn(ICONS, icon))
    .map(({ kind, icon }) => `${kind}: ${icon}`);
  assert.deepEqual(missing, []);
});
