import assert from "node:assert/strict";
import { test } from "node:test";
import { flowNodes } from "./graph-model.ts";
import { lowestOf, roomOf, viewOf, wholeView } from "./graph-room.ts";
import type { NodeRun } from "./live/run-view.ts";
import { stepAttempt } from "./step-attempt.fixture.ts";

const NOW = Date.parse("2026-03-01T12:00:00.000Z");

/** A step that failed with this message, with room for four lines below it. */
function failed(message: string) {
  const step = { id: "tell", kind: "test.step", title: "Tell", needs: {} };
  const last = stepAttempt({ status: "failed", error: { type: "bad-data", message } as never });
  const run = { step, shown: "failed", state: { status: "failed", attempts: [last], last } };
  const plan = { nodes: [step] } as never;
  const states = new Map([[step.id, run as unknown as NodeRun]]);
  return flowNodes(plan, { tell: { x: 0, y: 100 } }, states, { tell: 4 }, null);
}

test("a graph has room for the sentences below its steps, four lines at most", () => {
  assert.deepEqual(roomOf(failed("No such host"), NOW), [
    { x: 0, y: 100, width: 216, height: 92 + 14 + 15 },
  ]);
  assert.equal(lowestOf(failed("long ".repeat(100)), NOW), 100 + 92 + 14 + 60);
});

test("all of a graph is shown with the sentence below its lowest step, however small the window", () => {
  const [lowest] = failed("long ".repeat(100));
  const nodes = [lowest!, { ...lowest!, id: "first", position: { x: 0, y: -500 } }];
  const { y, zoom } = wholeView(nodes, { width: 600, height: 600 });
  assert.ok(y + zoom * lowestOf(nodes, NOW) <= 600);
  const tiny = { width: 300, height: 60 };
  assert.ok(wholeView(nodes, tiny).zoom < viewOf(nodes, tiny).zoom);
});
