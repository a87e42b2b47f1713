import assert from "node:assert/strict";
import { before, test } from "node:test";
import { eq } from "drizzle-orm";
import { dataset } from "../../db/schema/datasets.ts";
import { trigger } from "../../db/schema/triggers.ts";
import { contextOf } from "../../test/support/context.ts";
import { freshWorkspace } from "../../test/support/factories.ts";
import { startTestDatabase } from "../../test/support/postgres.ts";
import { publishTest } from "../../test/support/published.ts";
import type { Ctx } from "../context.ts";
import { newId } from "../ids.ts";
import { cannotFire } from "./cannot-fire.ts";
import { get } from "./get.ts";
import { list } from "./list.ts";
import { pause } from "./pause.ts";

let ctx: Ctx;
let operator: Ctx;
before(async () => {
  const { db } = await startTestDatabase();
  const people = await freshWorkspace(db);
  ctx = contextOf(db, people.designer);
  operator = contextOf(db, people.operator);
});

const reasons = async () =>
  Object.fromEntries(
    (await list(ctx, { limit: 50 })).items.map(({ name, cannotFire: why }) => [name, why]),
  );

test("a trigger that listens to nothing says so, in the list and on its page, until what it names is there", async () => {
  await publishTest(ctx, {
    name: "listener",
    triggers: [
      { id: "rows", type: "dataset", dataset: "loans" },
      { id: "after", type: "pipeline", pipeline: "scoring" },
      { id: "hook", type: "webhook" },
      { id: "approved", type: "model", model: "churn" },
    ],
  });
  const before = await reasons();
  assert.match(before["rows"]!, /^There is no dataset 'loans'/);
  assert.match(before["after"]!, /^There is no published pipeline 'scoring'/);
  assert.match(before["hook"]!, /no secret yet/);
  assert.equal(before["approved"], null);
  const page = await get(ctx, { id: "listener/rows" });
  assert.equal(page.cannotFire, before["rows"]);

  await ctx.db.insert(dataset).values({
    id: newId("ds"),
    workspaceId: ctx.actor.workspaceId,
    name: "loans",
    owner: ctx.actor.userId,
  });
  await publishTest(ctx, { name: "scoring", triggers: [] });
  await ctx.db.update(trigger).set({ secret: "sealed" }).where(eq(trigger.name, "hook"));
  assert.deepEqual(await reasons(), { rows: null, after: null, hook: null, approved: null });
});

test("what is paused is only that", async () => {
  await publishTest(ctx, {
    name: "resting",
    triggers: [{ id: "nothing", type: "dataset", dataset: "not-there" }],
  });
  const { id } = await get(ctx, { id: "resting/nothing" });
  await pause(operator, { id, note: "Not now" });
  assert.equal((await reasons())["nothing"], null);
});

test("a folder that cannot be looked at keeps its trigger from firing; a file that was refused does not", () => {
  const spec = { id: "inbox", type: "folder", path: "inbox" } as const;
  const heard = { datasets: new Set<string>(), pipelines: new Set<string>() };
  const why = (lastError: string | null) => cannotFire({ spec, secret: null, lastError }, heard);
  assert.match(why("The folder 'inbox' is not there.")!, /is not there/);
  assert.equal(why("rows.csv: it is too large."), null);
  assert.equal(why(null), null);
});
