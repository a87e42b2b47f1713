import assert from "node:assert/strict";
import { before, test } from "node:test";
import { contextOf } from "../../test/support/context.ts";
import { freshWorkspace } from "../../test/support/factories.ts";
import { startTestDatabase, type TestDatabase } from "../../test/support/postgres.ts";
import { openedReview } from "../../test/support/registry.ts";
import { audit, type AuditEntry } from "../audit.ts";
import type { Actor, Ctx } from "../context.ts";
import { facets } from "./facets.ts";
import { list } from "./list.ts";
import { namesOf } from "./names.ts";
import type { AuditFilters } from "./schemas.ts";

let database: TestDatabase;
let ctx: Ctx;
let people: Awaited<ReturnType<typeof freshWorkspace>>;

before(async () => {
  database = await startTestDatabase();
  people = await freshWorkspace(database.db);
  ctx = contextOf((await database.as(people.workspaceId)).db, people.auditor);
  const write = (actor: Actor, entry: AuditEntry) => audit(database.db, actor, entry);
  const { designer, reviewer } = people;
  await write(
    { ...designer, source: "10.0.0.1" },
    {
      action: "review.open",
      entity: "review",
      entityId: "r1",
      why: "Ready for the committee",
    },
  );
  await write(reviewer, {
    action: "review.decide",
    entity: "review",
    entityId: "r1",
    why: "The slices hold, see rep_12 and board@example.com",
  });
  await write(reviewer, { action: "reviewer.add", entity: "group", entityId: "g1" });
  await write(designer, { action: "pipeline.publish", entity: "pipeline", entityId: "p1" });
  await write((await freshWorkspace(database.db)).designer, {
    action: "review.open",
    entity: "review",
    entityId: "r1",
    why: "Ready for the committee, elsewhere",
  });
});

async function found(filters: AuditFilters, by = ctx): Promise<string[]> {
  const { items } = await list(by, { ...filters, limit: 50 });
  return items.map(({ action }) => action);
}

const ALL = ["pipeline.publish", "reviewer.add", "review.decide", "review.open"];

test("the record is told newest first, with places in the chain, and the workspace's own alone", async () => {
  const { items } = await list(ctx, { limit: 50 });
  assert.deepEqual(
    items.map(({ seq, action }) => [seq, action]),
    ALL.map((action, index) => [4 - index, action]),
  );
});

test("each filter narrows the record down, and all that are given must hold", async () => {
  const { designer, reviewer } = people;
  const now = Date.now();
  const hour = 3_600_000;
  const later = new Date(now + hour).toISOString();
  const earlier = new Date(now - hour).toISOString();
  const asked: [AuditFilters, string[]][] = [
    [{ actor: reviewer.userId }, ["reviewer.add", "review.decide"]],
    [{ role: "designer" }, ["pipeline.publish", "review.open"]],
    [{ action: "review." }, ["review.decide", "review.open"]],
    [{ action: "review" }, ["reviewer.add", "review.decide", "review.open"]],
    [{ action: "review.decide" }, ["review.decide"]],
    [{ action: "nothing." }, []],
    [{ entity: "review" }, ["review.decide", "review.open"]],
    [{ entity: "review", entityId: "r1", actor: designer.userId }, ["review.open"]],
    [{ source: "10.0.0.1" }, ["review.open"]],
    [{ text: "COMMITTEE" }, ["review.open"]],
    [{ text: "committee ready" }, ["review.open"]],
    [{ text: "committee re" }, ["review.open"]],
    [{ text: "board@example.com" }, ["review.decide"]],
    [{ text: "slices", actor: designer.userId }, []],
    [{ text: "slices", action: "review." }, ["review.decide"]],
    [{ text: "!'&|" }, []],
    [{ from: earlier, to: later }, ALL],
    [{ from: later }, []],
    [{ to: earlier }, []],
  ];
  for (const [filters, actions] of asked)
    assert.deepEqual(await found(filters), actions, JSON.stringify(filters));
});

test("whoever reads for all workspaces still asks for one", async () => {
  const system = contextOf(database.db, people.auditor);
  assert.deepEqual(await found({ text: "committee" }, system), ["review.open"]);
  assert.deepEqual(await found({}, system), ALL);
});

test("page after page, each entry comes once, also through a filter", async () => {
  for (const filters of [{}, { action: "review" }, { text: "the" }]) {
    const whole = await found(filters);
    const read: string[] = [];
    let cursor: string | null = null;
    do {
      const page: Awaited<ReturnType<typeof list>> = await list(ctx, {
        ...filters,
        limit: 1,
        cursor,
      });
      read.push(...page.items.map(({ action }) => action));
      cursor = page.nextCursor;
    } while (cursor);
    assert.deepEqual(read, whole);
  }
});

test("what stands in the record can be chosen from", async () => {
  const { actors, ...others } = await facets(ctx);
  assert.deepEqual(others, {
    roles: ["designer", "reviewer"],
    actions: [...ALL].sort(),
    entities: ["group", "pipeline", "review"],
    sources: ["10.0.0.1"],
  });
  assert.deepEqual(
    actors.map(({ id }) => id).sort(),
    [people.designer.userId, people.reviewer.userId].sort(),
  );
});

test("who may not read the record is refused", async () => {
  const by = { ...ctx, actor: people.viewer };
  await assert.rejects(list(by, { limit: 1 }), /does not include 'audit.read'/);
  await assert.rejects(facets(by), /does not include 'audit.read'/);
});

test("what a page's entries are about is called by its name, in its own workspace alone", async () => {
  const { db } = database;
  const own = await freshWorkspace(db);
  const others = await freshWorkspace(db);
  const web = contextOf((await database.as(own.workspaceId)).db, own.auditor);
  const { version, review } = await openedReview(db, own);
  const theirs = await openedReview(db, others);
  const gone = { action: "dataset.add", entity: "dataset", entityId: "ds_gone" } as const;
  await audit(db, own.designer, gone);
  await audit(db, own.designer, {
    action: "member.set",
    entity: "member",
    entityId: own.viewer.userId,
  });
  await audit(db, own.designer, {
    action: "review.open",
    entity: "review",
    entityId: theirs.review.reviewId,
  });
  for (const ctx of [web, contextOf(db, own.auditor)]) {
    const { items } = await list(ctx, { limit: 50 });
    const nameOf = (id: string) => items.find(({ entityId }) => entityId === id)?.entityName;
    assert.equal(nameOf(version.id), "credit-risk v1");
    assert.equal(nameOf(review.reviewId), "credit-risk v1");
    assert.ok(nameOf(own.viewer.userId));
    assert.equal(nameOf("ds_gone"), null);
    assert.equal(nameOf(theirs.review.reviewId), null);
  }
});

test("each kind of thing that has a name is looked up as the database has it", async () => {
  const kinds =
    "dataset deployment documentation finding group key member model model-version review risk-assessment run trigger waiver secret";
  const entries = kinds.split(" ").map((entity) => ({ entity, entityId: "none" }));
  assert.equal((await namesOf(ctx.db, people.workspaceId, entries)).size, 0);
});
