import assert from "node:assert/strict";
import { before, test } from "node:test";
import { run } from "../../db/schema/runs.ts";
import { contextOf } from "../../test/support/context.ts";
import { freshWorkspace } from "../../test/support/factories.ts";
import { startTestDatabase, type TestDatabase } from "../../test/support/postgres.ts";
import type { PipelineDocument } from "../../workflows/core/document.ts";
import type { Actor } from "../context.ts";
import { newId } from "../ids.ts";
import { blame } from "./blame.ts";
import { exportText } from "./export.ts";
import { findPipeline } from "./find.ts";
import { get } from "./get.ts";
import { importPipeline } from "./import.ts";
import { publish } from "./publish.ts";
import { saveDraft } from "./save-draft.ts";
import { versions } from "./versions.ts";

let database: TestDatabase;
let people: Awaited<ReturnType<typeof freshWorkspace>>;
before(async () => {
  database = await startTestDatabase();
  people = await freshWorkspace(database.db);
});

const as = (actor: Actor) => contextOf(database.db, actor);

const textOfVersion = (name: string, pause = "1s") => `# ${name}, kept in git.
apiVersion: penstock/v1
name: ${name}
nodes:
  - id: pause # a moment
    kind: control.wait
    config: { for: ${pause} } # long enough
`;

const HASH = "0123456789abcdef0123456789abcdef01234567";

test("an import from git keeps the note, the commit and the text; comments alone make a version", async () => {
  const ctx = as(people.designer);
  const text = textOfVersion("git");
  const note = "Deeper\n\nThe reviewers asked.";
  assert.equal((await importPipeline(ctx, { text, note, commit: HASH })).number, 1);
  assert.equal((await importPipeline(ctx, { text, note, commit: HASH })).number, 1);
  const commented = text.replace("a moment", "a short moment");
  assert.equal((await importPipeline(ctx, { text: commented, note: "Comment" })).number, 2);

  const { items, nextCursor } = await versions(as(people.viewer), { name: "git", limit: 1 });
  assert.equal(nextCursor, "2");
  assert.deepEqual([items[0]!.note, items[0]!.commit], ["Comment", null]);
  const older = await versions(ctx, { name: "git", limit: 1, cursor: nextCursor });
  assert.deepEqual(
    [older.items[0]!.number, older.items[0]!.note, older.items[0]!.commit, older.nextCursor],
    [1, note, HASH, null],
  );
  assert.equal(older.items[0]!.author.name, people.designer.name);
  assert.deepEqual(await exportText(ctx, { name: "git" }), { text: commented, version: 2 });
  assert.deepEqual(await exportText(ctx, { name: "git", version: 1 }), { text, version: 1 });
});

test("what is published from a draft that somebody wrote keeps the comments", async () => {
  const ctx = as(people.designer);
  const name = "commented";
  await importPipeline(ctx, { text: textOfVersion(name) });
  const { draft } = await get(ctx, { name });
  const document = structuredClone(draft.document) as PipelineDocument;
  document.nodes[0]!.config = { for: "5s" };
  await saveDraft(ctx, { name, document: { ...document }, revision: 0, source: draft.source });
  const expected = textOfVersion(name, "5s");
  assert.equal((await exportText(ctx, { name, draft: true })).text, expected);
  const note = "Longer, to be safe";
  const pressedTwice = await Promise.allSettled([
    publish(ctx, { name, note }),
    publish(ctx, { name, note }),
  ]);
  assert.deepEqual(pressedTwice.map(({ status }) => status).sort(), ["fulfilled", "rejected"]);
  await assert.rejects(publish(ctx, { name, note }), {
    code: "conflict",
    message: /^Nothing in your draft differs from version 2 of 'commented': change it first/,
  });
  assert.deepEqual(await exportText(ctx, { name }), { text: expected, version: 2 });
  const commented = expected.replace("a moment", "a short moment");
  await saveDraft(ctx, { name, document: { ...document }, revision: 1, source: commented });
  assert.equal((await publish(ctx, { name, note: "Comment" })).number, 3);
  await assert.rejects(exportText(as(people.viewer), { name, draft: true }), /no draft/);
  await assert.rejects(exportText(ctx, { name, version: 9 }), /no version 9/);
});

test("a draft that the builder could not open again is not saved, and what is wrong with it is named", async () => {
  const ctx = as(people.designer);
  const name = "shape";
  await importPipeline(ctx, { text: textOfVersion(name) });
  const { draft } = await get(ctx, { name });
  const save = (change: object) =>
    saveDraft(ctx, { name, document: { ...draft.document, ...change }, revision: 0 });
  const note = { text: "frame", x: 0, y: 0, width: 4_400, height: 900 };
  await assert.rejects(save({ layout: { notes: { note } } }), {
    code: "bad-request",
    message: /layout\.notes\.note\.width: /,
  });
  const triggers = Array.from({ length: 51 }, (_, at) => ({ id: `hook_${at}`, type: "webhook" }));
  await assert.rejects(save({ triggers }), /: triggers: /);
  await save({ layout: { notes: { note: { ...note, width: 4_000 } } } });
});

test("what a server cannot read is no source of a version: it is neither imported nor published", async () => {
  const ctx = as(people.designer);
  const name = "beside";
  const loading = (source: string) =>
    `${textOfVersion(name)}  - { id: load, kind: data.load, config: { source: "${source}" } }\n`;
  const refusal = { message: /'rows\.csv' is a file beside the document/ };
  await assert.rejects(importPipeline(ctx, { text: loading("rows.csv") }), refusal);
  const named = loading("${params.file}").replace(
    "nodes:",
    "params: { file: { type: string } }\nnodes:",
  );
  assert.equal((await importPipeline(ctx, { text: named })).number, 1);
  // A run may be given another than the param's default.
  const usual = named.replace("type: string", "type: string, default: rows.csv");
  assert.equal((await importPipeline(ctx, { text: usual })).number, 2);
  const { draft } = await get(ctx, { name });
  const document = structuredClone(draft.document) as PipelineDocument;
  document.nodes[1]!.config = { source: "rows.csv" };
  await saveDraft(ctx, { name, document: { ...document }, revision: 0 });
  await assert.rejects(publish(ctx, { name, note: "Rows" }), refusal);
});

test("a key that was not made to start runs publishes no trigger that starts what the version before does not", async () => {
  const ctx = as(people.designer);
  const key = as({ ...people.designer, rights: ["pipelines.write"] });
  const name = "by-key";
  let pause = 0;
  const give = (by: typeof ctx, ...triggers: object[]) => {
    const text = textOfVersion(name, `${++pause}s`) + `triggers: ${JSON.stringify(triggers)}\n`;
    return importPipeline(by, { text });
  };
  const hook = { id: "hook", type: "webhook" };
  const fresh = { id: "fresh", type: "dataset", dataset: "numbers" };
  const refused = (...triggers: object[]) =>
    assert.rejects(give(key, ...triggers), {
      code: "forbidden",
      message: /^The trigger 'fresh' is new or changed, .* not made for 'runs.start'/,
    });
  await refused(fresh);
  await give(key);
  await give(ctx, hook, fresh);
  await give(key, { ...fresh, title: "Numbers", paused: false }, hook);
  await refused(hook, { ...fresh, dataset: "letters" });
  await give(key, hook, { ...fresh, paused: true });
  await refused({ ...fresh, paused: false });
  await give(key, hook);
  await refused(hook, { ...fresh, paused: true });

  await give(ctx, hook, fresh);
  await give(key, hook);
  const { draft } = await get(ctx, { name });
  const document = { ...draft.document, triggers: [fresh] };
  await saveDraft(key, { name, document, revision: 0, source: draft.source });
  await assert.rejects(publish(key, { name, note: "Back again" }), /'fresh' is new or changed/);
  await publish(ctx, { name, note: "Back again" });
});

test("a draft begins from the version it was opened on: what is published before its first save is not undone", async () => {
  const [mia, noah] = [as(people.designer), as(people.admin)];
  const name = "first-save";
  await importPipeline(mia, { text: textOfVersion(name) });
  const { draft } = await get(mia, { name });
  await importPipeline(noah, { text: textOfVersion(name, "9s") });
  const document = { ...draft.document, title: "Mine" };
  const { baseVersion, source } = draft;
  await saveDraft(mia, { name, document, revision: 0, source, baseVersion });
  assert.equal((await get(mia, { name })).draft.baseVersion, 1);
  await assert.rejects(publish(mia, { name, note: "A title" }), /Version 2 was published since/);
});

test("a draft that was begun before anything was published is not one of what came since", async () => {
  const [mia, noah] = [as(people.designer), as(people.admin)];
  const name = "first-of-all";
  await importPipeline(noah, { text: textOfVersion(name) });
  const document = { apiVersion: "penstock/v1", name, nodes: [] };
  await saveDraft(mia, { name, document, revision: 0, baseVersion: null });
  await assert.rejects(publish(mia, { name, note: "Mine" }), /began from version none/);
});

test("each version counts the runs made with it and names the last", async () => {
  const ctx = as(people.designer);
  const name = "counted";
  await importPipeline(ctx, { text: textOfVersion(name) });
  const { id: pipelineId } = await findPipeline(ctx, name);
  const insert = (status: "done" | "failed", at: string) => ({
    id: newId("run"),
    workflowId: newId("run"),
    author: people.designer.userId,
    workspaceId: people.workspaceId,
    pipelineId,
    pipelineVersion: 1,
    name,
    status,
    document: { apiVersion: "penstock/v1" as const, name, nodes: [] },
    plan: { format: 1 as const, pipeline: name, params: {}, nodes: [] },
    planHash: "",
    params: {},
    trigger: { type: "person" as const },
    startedBy: people.designer.userId,
    createdAt: new Date(at),
  });
  const rows = [insert("failed", "2026-01-02T00:00:00Z"), insert("done", "2026-01-01T00:00:00Z")];
  await database.db.insert(run).values(rows);
  const { items } = await versions(ctx, { name, limit: 10 });
  assert.equal(items[0]!.runs, 2);
  assert.deepEqual(items[0]!.lastRun, { id: rows[0]!.id, status: "failed" });
});

test("blame says of each field who set it, when, in which version and why, and follows a new name", async () => {
  const name = "blamed";
  const text = (id: string, pause: string, more = "") =>
    JSON.stringify({
      apiVersion: "penstock/v1",
      name,
      nodes: [
        { id, kind: "control.wait", config: { for: pause }, ...(more ? { title: more } : {}) },
      ],
    });
  const [mia, noah] = [as(people.designer), as(people.admin)];
  await importPipeline(mia, { text: text("pause", "1s"), note: "First" });
  await importPipeline(noah, { text: text("pause", "2s"), note: "Longer", commit: HASH });
  await importPipeline(mia, { text: text("rest", "2s"), note: "A better name" });
  await importPipeline(mia, { text: text("rest", "2s", "Rest"), note: "A title" });

  const found = await blame(as(people.viewer), { name, node: "rest" });
  assert.deepEqual(
    found.fields.map(({ path, origin }) => [path, origin.version, origin.author.id, origin.note]),
    [
      ["title", 4, people.designer.userId, "A title"],
      ["config.for", 2, people.admin.userId, "Longer"],
      ["kind", 1, people.designer.userId, "First"],
    ],
  );
  assert.deepEqual([found.fields[1]!.before, found.fields[1]!.origin.commit], ["1s", HASH]);
  assert.equal(found.added.version, 1);
  const earlier = await blame(mia, { name, node: "pause", version: 1 });
  assert.equal(earlier.fields.find(({ path }) => path === "config.for")!.value, "1s");
  await assert.rejects(
    blame(mia, { name, node: "pause" }),
    /no step 'pause' in its newest version/,
  );

  await saveDraft(mia, { name, document: JSON.parse(text("rest", "9s", "Rest")), revision: 0 });
  const mine = await blame(mia, { name, node: "rest", draft: true });
  assert.deepEqual(
    [mine.fields[0]!.path, mine.fields[0]!.origin.version, mine.fields[0]!.value],
    ["config.for", null, "9s"],
  );
});
