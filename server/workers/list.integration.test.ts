import assert from "node:assert/strict";
import { test } from "node:test";
import { contextOf } from "../../test/support/context.ts";
import { freshWorkspace } from "../../test/support/factories.ts";
import { startTestDatabase } from "../../test/support/postgres.ts";
import { publishTest } from "../../test/support/published.ts";
import { archive } from "../pipelines/archive.ts";
import { list } from "./list.ts";

test("a queue is listed with the pipelines that name it, for as long as they are not archived", async () => {
  const { db } = await startTestDatabase();
  const { designer } = await freshWorkspace(db);
  const ctx = contextOf(db, designer);
  const publish = (name: string) =>
    publishTest(ctx, {
      name,
      triggers: [],
      nodes: [
        { id: "w", kind: "control.wait", config: { for: "1s" }, policy: { queue: `of-${name}` } },
      ],
    });
  await publish("kept");
  await publish("old");
  const named = async () =>
    (await list(ctx)).queues.map(({ queue, pipelines }) => [queue, pipelines]);
  assert.deepEqual(await named(), [
    ["of-kept", ["kept"]],
    ["of-old", ["old"]],
  ]);
  await archive(ctx, { name: "old" });
  assert.deepEqual(await named(), [["of-kept", ["kept"]]]);
});
