import assert from "node:assert/strict";
import { readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import { test } from "node:test";
import { workflowBundle } from "../../workflows/workflow-bundle.ts";
import { startTestEngine } from "./engine.ts";
import { notReplayed } from "./replays.ts";

test("a history that another worker could not take over is named, that of a map's part as well", async () => {
  const engine = await startTestEngine();
  const plain = await engine.run({ nodes: [{ id: "work", kind: "test.noop" }] });
  const mapped = await engine.run({
    nodes: [
      { id: "each", kind: "control.map", config: { over: "count", count: 3 } },
      { id: "body", kind: "test.noop", parent: "each" },
    ],
  });
  for (const id of [plain, mapped]) await engine.until(id, ["done"]);
  assert.deepEqual(await engine.notReplayed(), []);

  const { codePath } = await workflowBundle(path.join(engine.home, "build"));
  const code = await readFile(codePath, "utf8");
  // Only the parts of a map record items.
  const changed = code.replaceAll(".recordItems(", ".recordNothing(");
  assert.notEqual(changed, code);
  const otherPath = path.join(engine.home, "other.js");
  await writeFile(otherPath, changed);
  const [named, ...others] = await notReplayed(engine.client, otherPath);
  assert.match(named!, new RegExp(`^run-${mapped}/each/0 does not replay: `));
  assert.deepEqual(others, []);
});
