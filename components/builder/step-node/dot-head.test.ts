import assert from "node:assert/strict";
import { test } from "node:test";
import { dotRoomAt } from "./dot-head.tsx";

test("far away a few steps have their names while these can be read; many are patches of colour alone", () => {
  assert.deepEqual(
    [dotRoomAt(150, 0.31), dotRoomAt(150, 0.2), dotRoomAt(151, 0.31)],
    ["name", "icon", "none"],
  );
});
