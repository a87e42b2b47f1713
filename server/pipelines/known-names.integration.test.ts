import assert from "node:assert/strict";
import { before, test } from "node:test";
import { dataset } from "../../db/schema/datasets.ts";
import { contextOf } from "../../test/support/context.ts";
import { freshWorkspace } from "../../test/support/factories.ts";
import { startTestDatabase } from "../../test/support/postgres.ts";
import type { Ctx } from "../context.ts";
import { newId } from "../ids.ts";
import { importPipeline } from "./import.ts";

let ctx: Ctx;
before(async () => {
  const { db } = await startTestDatabase();
  ctx = contextOf(db, (await freshWorkspace(db)).designer);
});

const imported = async (name: string, triggers: object[]) => {
  const nodes = [{ id: "nap", kind: "control.wait", config: { for: "1s" } }];
  const document = { apiVersion: "penstock/v1", name, nodes, triggers };
  const { problems } = await importPipeline(ctx, { text: JSON.stringify(document) });
  return problems.map(({ severity, code, message }) => [severity, code, message]);
};

test("an import warns of datasets and pipelines that its triggers name and that are not there", async () => {
  await ctx.db.insert(dataset).values({
    id: newId("ds"),
    workspaceId: ctx.actor.workspaceId,
    name: "loans",
    owner: ctx.actor.userId,
  });
  assert.deepEqual(await imported("scoring", []), []);
  assert.deepEqual(
    await imported("listener", [
      { id: "rows", type: "dataset", dataset: "laons" },
      { id: "after", type: "pipeline", pipeline: "scorign" },
    ]),
    [
      [
        "warning",
        "P075",
        "There is no published pipeline 'scorign' in this workspace; did you mean 'scoring'?",
      ],
      ["warning", "P076", "There is no dataset 'laons' in this workspace; did you mean 'loans'?"],
    ],
  );
  const right = [
    { id: "rows", type: "dataset", dataset: "loans" },
    { id: "after", type: "pipeline", pipeline: "scoring" },
  ];
  assert.deepEqual(await imported("listener", right), []);
});
