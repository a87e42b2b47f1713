import assert from "node:assert/strict";
import { test } from "node:test";
import { predictionId } from "./prediction-id.ts";

test("an id is a UUID of version 7, and sorts by its time", () => {
  const ids = [1_700_000_000_000, 1_700_000_000_001, 1_800_000_000_000].map(predictionId);
  for (const id of ids)
    assert.match(id, /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  assert.deepEqual([...ids].sort(), ids);
  assert.notEqual(predictionId(1), predictionId(1));
});
