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

  test("every history that was ever recorded is there", () => assert.equal(names.length, 66));

  for (const name of names)
    test(path.basename(name, ".json").replaceAll("-", " "), async () => replay(await read(name)));

  test("a history that this workflow would not have made is noticed", async () => {
    const text = await read("chain.json");
    await assert.rejects(
      replay(text.replaceAll('"test.noop"', '"test.other"')),
      DeterminismViolationError,
    );
  });

  test("the worker still compiles the texts that `stack-frames.ts` has ready", async () => {
    const [ready, worker] = await Promise.all(
      [
        new URL("stack-frames.ts", import.meta.url),
        new URL("../../node_modules/@temporalio/worker/lib/workflow/vm-shared.js", import.meta.url),
      ].map((file) => readFile(file, "utf8")),
    );
    const texts = [...ready!.matchAll(/"(return globalThis[^"]*)"/g)].map(([, text]) => text!);
    assert.equal(texts.length, 2);
    for (const text of texts) assert.ok(worker!.includes(`('${text}')`), text);
  });

  test("no history tells of the machine it was made on", async () => {
    for (const name of names) {
      const text = await read(name);
      assert.doesNotMatch(text, /"identity"|"stackTrace"|file:\/\/|\/node_modules\//, name);
    }
  });
});
