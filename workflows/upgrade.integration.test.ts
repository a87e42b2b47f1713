import assert from "node:assert/strict";
import { readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import { test } from "node:test";
import { startTestEngine } from "../test/support/engine.ts";
import { workflowBundle } from "./workflow-bundle.ts";
import { until } from "../test/support/until.ts";

test("a run that one build began, and that waits, is finished by the next", async () => {
  const engine = await startTestEngine();
  const id = await engine.run({
    nodes: [
      { id: "before", kind: "test.noop" },
      { id: "question", kind: "test.ask" },
      { id: "after", kind: "test.noop" },
    ],
    wires: [["question.yes", "after.in"]],
  });
  await engine.until(id, ["waiting"]);
  await engine.stopWorker();

  // The next release: the same workflows but for a word.
  const now = await workflowBundle(path.join(engine.home, "build"));
  const code = await readFile(now.codePath, "utf8");
  const changed = code.replaceAll("produced nothing", "gave nothing");
  assert.notEqual(changed, code);
  const codePath = path.join(engine.home, "next-release.js");
  await writeFile(codePath, changed);
  const working = [await engine.startWorker({ bundle: { codePath, build: "next-release" } })];
  try {
    const handle = engine.client.workflow.getHandle(`run-${id}`);
    await handle.executeUpdate("deliverEvent", {
      args: [{ key: "ask:question", actorId: "user_other", payload: { answer: "yes" } }],
    });
    const found = await engine.until(id, ["done"]);
    assert.deepEqual(Object.fromEntries(found.steps.map(({ node, status }) => [node, status])), {
      before: "done",
      question: "done",
      after: "done",
    });
    const { events } = await handle.fetchHistory();
    const builds = (events ?? []).flatMap(({ workflowTaskCompletedEventAttributes: task }) =>
      task ? [task.deploymentVersion?.buildId] : [],
    );
    assert.equal(builds[0], now.build);
    assert.equal(builds.at(-1), "next-release");

    // A worker of the earlier release that is started again takes nothing back while the next one is served.
    working.push(await engine.startWorker());
    const buildOf = async () => {
      const run = await engine.run({ nodes: [{ id: "work", kind: "test.noop" }] });
      await engine.until(run, ["done"]);
      const history = await engine.client.workflow.getHandle(`run-${run}`).fetchHistory();
      const task = history.events?.find((event) => event.workflowTaskCompletedEventAttributes);
      return task?.workflowTaskCompletedEventAttributes?.deploymentVersion?.buildId;
    };
    assert.equal(await buildOf(), "next-release");
    await working.shift()!.stop();
    const earlierGoesOn = () =>
      until("the earlier release goes on", async () => (await buildOf()) === now.build, 120_000);
    await earlierGoesOn();

    // A release that is taken back at once leaves its runs to the workers that stayed up beside it.
    const third = await engine.startWorker({ bundle: { codePath, build: "third-release" } });
    working.push(third);
    await until("the third release goes on", async () => (await buildOf()) === "third-release");
    await third.stop();
    working.pop();
    await earlierGoesOn();

    // A newer release that comes back is the newer one still, though an earlier one went on without it.
    working.push(await engine.startWorker({ bundle: { codePath, build: "next-release" } }));
    await until("the next release goes on", async () => (await buildOf()) === "next-release");
  } finally {
    for (const worker of working) await worker.stop();
  }
});
