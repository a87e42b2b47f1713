import assert from "node:assert/strict";
import { test } from "node:test";
import type { TriggerSpec } from "../../../workflows/core/triggers.ts";
import { triggerStarts } from "./trigger-starts.ts";

const hook = (id: string, paused = false): TriggerSpec => ({ id, type: "webhook", paused });

test("who publishes is told how many triggers act from then on", () => {
  const first = (...triggers: TriggerSpec[]) => triggerStarts(triggers, { isFirst: true });
  assert.equal(first(), null);
  assert.equal(first(hook("a")), "One trigger starts it from then on.");
  assert.equal(first(hook("a"), hook("b")), "2 triggers start it from then on.");
  assert.equal(
    first(hook("a"), hook("b"), hook("c", true)),
    "2 triggers start it from then on; 1 begins paused.",
  );
  assert.equal(first(hook("a", true)), "Its trigger begins paused.");
  assert.equal(
    triggerStarts([hook("a")], { isFirst: false }),
    "One trigger starts it from then on; one that is paused under Triggers stays paused.",
  );
});
