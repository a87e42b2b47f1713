import assert from "node:assert/strict";
import { test } from "node:test";
import { statusLook } from "../ui/status-look.ts";
import { stateOf } from "./state-of.ts";

test("a trigger that cannot fire does not look like one that acts", () => {
  const look = (paused: boolean, cannotFire: string | null) => {
    const { label, tone } = statusLook(stateOf({ paused, cannotFire }));
    return `${label}, ${tone}`;
  };
  assert.equal(look(false, null), "Active, ok");
  assert.equal(look(false, "There is no dataset 'loans'."), "Cannot fire, warn");
  assert.equal(look(true, null), "Paused, warn");
});
