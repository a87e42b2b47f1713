import assert from "node:assert/strict";
import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { after, before, describe, test } from "node:test";
import { fileURLToPath } from "node:url";
import { DefaultLogger, Runtime, Worker } from "@temporalio/worker";
import { DeterminismViolationError } from "@temporalio/workflow";
import { workflowBundle } from "../workflow-bundle.ts";

/** Histories of every shape a run can take, made by `test/replay/record.ts`. */
const histories = fileURLToPath(new URL("../../test/replay", import.meta.url));
const names = (await readdir(histories)).filter((name) => name.endsWith(".json"));

describe("a run that an earlier worker began goes on with this workflow", () => {
  let folder: string;
  let codePath: string;
  before(async () => {
    Runtime.install({
      logger: new DefaultLogger("ERROR"),
      telemetryOptions: { logging: { filter: "ERROR" } },
      shutdownSignals: [],
    });
    folder = await mkdtemp(path.join(tmpdir(), "penstock-replay-"));
    ({ codePath } = await workflowBundle(folder));
  });
  after(() => rm(folder, { recursive: true, force: true }));

  const read = (name: string) => readFile(path.join(histories, name), "utf8");
  const replay = (text: string) =>
    Worker.runReplayHistory({ workflowBundle: { codePath } }, JSON.parse(text));

  test("there is a history of each shape", () => assert.ok(names.length >= 55));

  for (const name of names)
    test(path.basename(name, ".json").replaceAll("-", " "), async () => replay(await read(name)));

  test("a history that this workflow would not have made is noticed", async () => {
    const text = await read("chain.json");
    await assert.rejects(
      replay(text.replaceAll('"test.noop"', '"test.other"')),
      DeterminismViolationError,
    );
  });

  test("no history tells of the machine it was made on", async () => {
    for (const name of names) {
      const text = await read(name);
      assert.doesNotMatch(text, /"identity"|"stackTrace"|file:\/\/|\/node_modules\//, name);
    }
  });
});
