import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { before, test } from "node:test";
import { eq, like, sql } from "drizzle-orm";
import { GET as trpc } from "../../app/api/trpc/[trpc]/route.ts";
import { audit } from "../../db/schema/audit.ts";
import { session } from "../../db/schema/auth.ts";
import { pipelinePresence } from "../../db/schema/pipelines.ts";
import { contextOf } from "../../test/support/context.ts";
import { addPerson, freshWorkspace } from "../../test/support/factories.ts";
import { startTestDatabase, type TestDatabase } from "../../test/support/postgres.ts";
import { givePassword, PASSWORD, useSignIn } from "../../test/support/sign-in.ts";
import { auth } from "../sign-in/auth.ts";
import type { Actor, Ctx } from "../context.ts";
import { remove } from "../members/remove.ts";
import { archive } from "./archive.ts";
import { create } from "./create.ts";
import { draft } from "./draft.ts";
import { get } from "./get.ts";
import { live, type LiveWord, type PipelineNow } from "./live.ts";
import { keep, present } from "./presence.ts";
import { publish } from "./publish.ts";
import { restore } from "./restore.ts";
import { saveDraft } from "./save-draft.ts";

let database: TestDatabase;
let people: Awaited<ReturnType<typeof freshWorkspace>>;
before(async () => {
  database = await startTestDatabase();
  useSignIn(database.url);
  people = await freshWorkspace(database.db);
});

const as = (actor: Actor) => contextOf(database.db, actor);

const documentOf = (name: string, rows = 1) => ({
  apiVersion: "penstock/v1",
  name,
  nodes: [{ id: "pause", kind: "control.wait", config: { for: `${rows}s` } }],
});

/** A tab that has the pipeline open; `until` waits for a word that says what is looked for. */
function open(ctx: Ctx, name: string, tab: string = randomUUID(), listen = live) {
  const closing = new AbortController();
  const words = listen(ctx, { name, tab }, closing.signal);
  const until = async (holds: (word: LiveWord) => boolean): Promise<LiveWord> => {
    for (;;) {
      const { value, done } = await words.next();
      assert.ok(!done, "the stream ended before what was waited for");
      if (holds(value)) return value;
    }
  };
  return {
    tab,
    until,
    now: async (holds: (now: PipelineNow) => boolean) => {
      const word = await until((one) => one.type === "now" && holds(one.now));
      return (word as LiveWord & { type: "now" }).now;
    },
    close: async () => {
      closing.abort();
      await words.next();
    },
  };
}

const rowsOf = (tab: string) =>
  database.db.$count(pipelinePresence, like(pipelinePresence.tab, `${tab}%`));

const names = ({ people: here }: PipelineNow) => here.map(({ user }) => user.id);

test("two people see each other come, select and go, at once", async () => {
  const [designer, viewer] = [as(people.designer), as(people.viewer)];
  await create(designer, { name: "seen" });
  const mine = open(designer, "seen");
  await mine.now((now) => now.people.length === 1);
  const theirs = open(viewer, "seen");
  await theirs.now((now) => now.people.length === 2);
  const both = await mine.now((now) => now.people.length === 2);
  assert.deepEqual(names(both).sort(), [people.designer.userId, people.viewer.userId].sort());
  await present(viewer, { name: "seen", tab: theirs.tab, node: "pause" });
  const selected = await mine.now((now) => now.people.some(({ node }) => node === "pause"));
  assert.equal(selected.people.find(({ node }) => node)!.user.name, people.viewer.name);
  await theirs.close();
  assert.deepEqual(names(await mine.now((now) => now.people.length === 1)), [
    people.designer.userId,
  ]);
  await mine.close();
  assert.equal(await rowsOf(mine.tab), 0);
});

test("who has a pipeline open hears at once that it is archived, and that it is restored", async () => {
  const designer = as(people.designer);
  await create(designer, { name: "put-away" });
  const mine = open(designer, "put-away");
  assert.equal((await mine.now(() => true)).archived, false);
  await archive(designer, { name: "put-away" });
  await mine.now((now) => now.archived);
  await restore(designer, { name: "put-away" });
  await mine.now((now) => !now.archived);
  await mine.close();
});

test("a tab that fell silent counts as gone, and as here again when it speaks", async () => {
  const designer = as(people.designer);
  await create(designer, { name: "silent" });
  const other = randomUUID();
  await present(as(people.admin), { name: "silent", tab: other, node: null });
  await database.db
    .update(pipelinePresence)
    .set({ seenAt: sql`now() - interval '31 seconds'` })
    .where(eq(pipelinePresence.tab, other));
  const mine = open(designer, "silent");
  assert.deepEqual(names(await mine.now(() => true)), [people.designer.userId]);
  await present(as(people.admin), { name: "silent", tab: other, node: null });
  assert.equal((await mine.now((now) => now.people.length === 2)).people.length, 2);
  await mine.close();
});

test("an older connection of a tab that ends late does not take the tab away", async () => {
  const designer = as(people.designer);
  await create(designer, { name: "again" });
  const watch = open(as(people.admin), "again");
  const tab = randomUUID();
  const first = open(designer, "again", tab);
  await first.now(() => true);
  const second = open(designer, "again", tab);
  await second.now(() => true);
  await first.close();
  await present(as(people.admin), { name: "again", tab: watch.tab, node: "pause" });
  const now = await watch.now(({ people: here }) => here.some(({ node }) => node === "pause"));
  assert.equal(now.people.length, 2);
  await second.close();
  await watch.close();
});

test("nor does it where the newer one is another process's", async () => {
  const designer = as(people.designer);
  await create(designer, { name: "elsewhere" });
  // What a process keeps in mind of its connections another one does not know.
  const other = (await import(`./live.ts?${randomUUID()}`)) as { live: typeof live };
  const tab = randomUUID();
  const first = open(designer, "elsewhere", tab);
  await first.now((now) => now.people.length === 1);
  const second = open(designer, "elsewhere", tab, other.live);
  assert.equal((await second.now(() => true)).people.length, 1);
  await present(designer, { name: "elsewhere", tab, node: "pause" });
  await first.close();
  const watch = open(as(people.admin), "elsewhere");
  const { people: here } = await watch.now(() => true);
  assert.deepEqual(
    here.filter((one) => one.tab === tab).map(({ node }) => node),
    ["pause"],
  );
  await second.close();
  assert.equal(await rowsOf(tab), 0);
  await watch.close();
});

test("a saved draft and a published version are told to all who have the pipeline open, and to no others", async () => {
  const [designer, admin] = [as(people.designer), as(people.admin)];
  await create(designer, { name: "told" });
  await create(designer, { name: "untold" });
  const [watch, aside] = [open(admin, "told"), open(admin, "untold")];
  await watch.now(() => true);
  await aside.now(() => true);
  await saveDraft(designer, { name: "told", document: documentOf("told"), revision: 1 });
  const saved = await watch.now(({ drafts }) => drafts[0]?.revision === 2);
  assert.equal(saved.drafts[0]!.user.id, people.designer.userId);
  const theirs = await draft(admin, { name: "told", user: people.designer.userId });
  assert.deepEqual(theirs.document, documentOf("told"));
  await publish(designer, { name: "told", note: "for the test" });
  const published = await watch.now(({ version }) => version !== null);
  assert.deepEqual(
    [published.version?.number, published.version?.author.id],
    [1, people.designer.userId],
  );
  await Promise.all([watch.close(), aside.close()]);
});

test("a save on a revision that another tab has left behind is refused, and nothing is written", async () => {
  const designer = as(people.designer);
  await create(designer, { name: "tabs" });
  const save = (rows: number, revision: number) =>
    saveDraft(designer, { name: "tabs", document: documentOf("tabs", rows), revision });
  assert.deepEqual(await save(2, 1), { revision: 2 });
  await assert.rejects(save(3, 1), /another tab/);
  const { draft: kept } = await get(designer, { name: "tabs" });
  assert.deepEqual([kept.revision, kept.document], [2, documentOf("tabs", 2)]);
});

test("a draft that has merged a version may be published on top of it, and not before", async () => {
  const [designer, admin] = [as(people.designer), as(people.admin)];
  await create(designer, { name: "moved" });
  await saveDraft(designer, { name: "moved", document: documentOf("moved"), revision: 1 });
  await saveDraft(admin, { name: "moved", document: documentOf("moved", 2), revision: 0 });
  await publish(designer, { name: "moved", note: "the first" });
  await assert.rejects(publish(admin, { name: "moved", note: "on top" }), /merge it into/);
  const document = documentOf("moved", 2);
  await assert.rejects(
    saveDraft(admin, { name: "moved", document, revision: 1, baseVersion: 7 }),
    /no version 7/,
  );
  await saveDraft(admin, { name: "moved", document, revision: 1, baseVersion: 1 });
  assert.equal((await publish(admin, { name: "moved", note: "on top" })).number, 2);
});

test("what a draft has taken in, and its text, stay until they are told anew", async () => {
  const designer = as(people.designer);
  await create(designer, { name: "kept" });
  const document = documentOf("kept");
  const other = people.admin.userId;
  await saveDraft(designer, {
    name: "kept",
    document,
    revision: 1,
    merged: { [other]: [3, 4] },
    source: "# mine\n",
  });
  await saveDraft(designer, { name: "kept", document, revision: 2 });
  const found = await draft(designer, { name: "kept", user: people.designer.userId });
  assert.deepEqual(
    [found.merged, found.source, found.revision],
    [{ [other]: [3, 4] }, "# mine\n", 3],
  );
});

test("who keeps their own of two values is heard by the other alone", async () => {
  const [designer, admin] = [as(people.designer), as(people.admin)];
  await create(designer, { name: "own" });
  const [asked, third] = [open(admin, "own"), open(as(people.operator), "own")];
  await asked.now(() => true);
  await third.now(() => true);
  await keep(designer, { name: "own", to: people.admin.userId, field: "nodes.pause.config.for" });
  const word = await asked.until(({ type }) => type === "kept");
  assert.deepEqual(word, {
    type: "kept",
    kept: {
      user: { id: people.designer.userId, name: people.designer.name },
      to: people.admin.userId,
      field: "nodes.pause.config.for",
    },
  });
  await saveDraft(designer, { name: "own", document: documentOf("own"), revision: 1 });
  await third.until((one) => {
    assert.notEqual(one.type, "kept");
    return one.type === "now" && one.now.drafts[0]?.revision === 2;
  });
  await Promise.all([asked.close(), third.close()]);
});

test("a viewer looks and is present but writes nothing, and another workspace sees nothing at all", async () => {
  const [designer, viewer] = [as(people.designer), as(people.viewer)];
  await create(designer, { name: "rights" });
  await present(viewer, { name: "rights", tab: randomUUID(), node: null });
  await draft(viewer, { name: "rights", user: people.designer.userId });
  const document = documentOf("rights");
  await assert.rejects(saveDraft(viewer, { name: "rights", document, revision: 0 }), /Your role/);
  await assert.rejects(keep(viewer, { name: "rights", to: "x", field: "y" }), /Your role/);
  const stranger = as((await freshWorkspace(database.db)).admin);
  const name = "rights";
  await assert.rejects(present(stranger, { name, tab: randomUUID(), node: null }), /There is no/);
  await assert.rejects(draft(stranger, { name, user: people.designer.userId }), /There is no/);
  await assert.rejects(
    open(stranger, name).now(() => true),
    /There is no/,
  );
});

test("nobody can take another's tab, and neither presence nor autosave fills the audit log", async () => {
  const [designer, admin] = [as(people.designer), as(people.admin)];
  await create(designer, { name: "quiet" });
  const rows = async () => (await database.db.select().from(audit)).length;
  const had = await rows();
  const tab = randomUUID();
  await present(designer, { name: "quiet", tab, node: "pause" });
  await present(admin, { name: "quiet", tab, node: null });
  const [row] = await database.db
    .select()
    .from(pipelinePresence)
    .where(eq(pipelinePresence.tab, tab));
  assert.deepEqual([row!.userId, row!.node], [people.designer.userId, "pause"]);
  await saveDraft(designer, { name: "quiet", document: documentOf("quiet"), revision: 1 });
  assert.equal(await rows(), had);
});

test("a stream goes on while whoever listens may, and ends before it says more to who was removed or signed out", async ({
  mock,
}) => {
  const designer = as(people.designer);
  const { name } = await create(designer, { name: "overheard" });
  const { workspaceId } = people.designer;
  const [staying, removed, signedOut] = await Promise.all(
    [1, 2, 3].map(() => addPerson(database.db, workspaceId, "viewer")),
  );
  const streams = await Promise.all([staying!, removed!, signedOut!].map(listen));
  await Promise.all(streams.map(({ hears }) => hears(/"drafts":\[/)));
  const signOut = ({ userId }: Actor) =>
    database.db.delete(session).where(eq(session.userId, userId));
  const now = Date.now.bind(Date);
  let later = 0;
  mock.method(Date, "now", () => now() + later);
  const save = async (revision: number) => {
    later += 10_000;
    await saveDraft(designer, { name, revision, document: documentOf(name, revision) });
  };
  await remove(as(people.admin), { userId: removed!.userId });
  await signOut(signedOut!);
  await save(1);
  const [stays, ...over] = streams;
  await stays!.hears(/"revision":2/);
  for (const one of over) {
    await one.ended;
    assert.match(one.heard(), /UNAUTHORIZED/);
    assert.doesNotMatch(one.heard(), /"revision":2/);
  }
  await signOut(staying!);
  await save(2);
  await stays!.ended;
  assert.doesNotMatch(stays!.heard(), /"revision":3/);
});

/** Listens to "overheard" as a person's browser does. */
async function listen(person: Actor) {
  await givePassword(database.db, person);
  const signedIn = await auth().api.signInEmail({
    body: { email: person.email, password: PASSWORD },
    asResponse: true,
  });
  const cookie = signedIn.headers
    .getSetCookie()
    .map((one) => one.split(";")[0])
    .join("; ");
  const input = new URLSearchParams({
    input: JSON.stringify({ name: "overheard", tab: randomUUID() }),
  });
  const request = new Request(`http://localhost:3000/api/trpc/pipelines.live?${input.toString()}`, {
    headers: { host: "localhost:3000", cookie },
  });
  const { body } = await trpc(request, { params: Promise.resolve({ trpc: "pipelines.live" }) });
  let text = "";
  let wake = () => {};
  const read = async () => {
    for await (const chunk of body as AsyncIterable<Uint8Array>) {
      text += Buffer.from(chunk).toString();
      wake();
    }
  };
  return {
    heard: () => text,
    hears: async (what: RegExp) => {
      while (!what.test(text)) await new Promise<void>((resolve) => (wake = resolve));
    },
    ended: read(),
  };
}
