import assert from "node:assert/strict";
import { test } from "node:test";
import { registry } from "../../workflows/steps/index.ts";
import { shownSchema } from "./config-schema.ts";

test("a field that means something only beside a value of another is shown there, or where it is set", () => {
  const shown = (config: Record<string, unknown>) =>
    Object.keys(shownSchema(registry.get("control.map")!, config).properties!);
  assert.deepEqual(shown({}), ["over", "list", "window", "onFailure"]);
  assert.deepEqual(shown({ over: "files", count: 3, onFailure: "tolerate" }), [
    "over",
    "count",
    "folder",
    "pattern",
    "window",
    "onFailure",
    "tolerate",
  ]);
});
