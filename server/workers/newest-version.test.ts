import assert from "node:assert/strict";
import { test } from "node:test";
import { newestVersion } from "./newest-version.ts";

const worker = (version: string, build: string, minute: number, alive = true) => ({
  version,
  build,
  startedAt: new Date(Date.UTC(2026, 0, 1, 0, minute)),
  alive,
});

test("during a rollout a worker of the version before that starts anew does not make its version the newest", () => {
  const rollout = [
    worker("0.1.0+old", "before", 30),
    worker("0.2.0+new", "now", 20),
    worker("0.1.0+old", "before", 0),
  ];
  assert.equal(newestVersion(rollout, "now"), "0.2.0+new");
  assert.equal(newestVersion(rollout.slice(0, 2), "now"), "0.2.0+new");
  // Temporal does not answer, or both run the same workflows.
  assert.equal(newestVersion(rollout, null), "0.2.0+new");
  assert.equal(
    newestVersion(
      rollout.map((one) => ({ ...one, build: "same" })),
      "same",
    ),
    "0.2.0+new",
  );
});

test("what nobody runs any more is not the newest: after a rollback it is the version before", () => {
  const gone = worker("0.2.0+new", "now", 20, false);
  assert.equal(newestVersion([worker("0.1.0+old", "before", 0), gone], "now"), "0.1.0+old");
  assert.equal(newestVersion([gone], "now"), null);
});
