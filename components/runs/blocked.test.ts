import assert from "node:assert/strict";
import { test } from "node:test";
import { blockedSteps } from "./blocked.ts";

test("a step in line for a slot is told before the worker it will need", () => {
  const blocked = blockedSteps(
    [{ node: "train", queue: "gpu", since: "2026-01-01T00:00:02Z", count: 1, polled: false }],
    [{ node: "train", item: "", key: "key:db", place: 2, since: "2026-01-01T00:00:00Z" }],
  );
  assert.equal(blocked.get("train")?.by, "slot");
});

test("the items of a step are one line: as many as they are, since the first", () => {
  const pending = (since: string) => ({ node: "fit", queue: "gpu", since, count: 3, polled: true });
  const blocked = blockedSteps(
    [pending("2026-01-01T00:00:05Z"), pending("2026-01-01T00:00:01Z")],
    [],
  ).get("fit");
  assert.deepEqual(blocked, {
    by: "worker",
    queue: "gpu",
    since: "2026-01-01T00:00:01Z",
    polled: true,
    count: 6,
  });
});
