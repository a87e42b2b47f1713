import assert from "node:assert/strict";
import { afterEach, test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { until } from "../../../test/support/until.ts";
import type { PipelineDocument } from "../../../workflows/core/document.ts";
import { createEditorStore } from "../store/editor-store.ts";
import { setTitle } from "../store/edits.ts";
import { sampleDocument } from "../store/steps.fixture.ts";
import type { KeptEdits } from "./kept-edits.ts";
import { createPeopleStore } from "./people-store.ts";
import { createSession } from "./session.ts";

const titled = (title: string) => setTitle(sampleDocument(), "load", title);
const titleOf = (document: PipelineDocument) =>
  document.nodes.find(({ id }) => id === "load")!.title;

/** The pipeline open in one tab, and a server that refuses to save while it is archived. */
function open({
  archived = false,
  revision = 1,
  baseVersion = null,
}: {
  archived?: boolean;
  revision?: number;
  baseVersion?: number | null;
}) {
  const server = {
    archived,
    isAway: false,
    asked: 0,
    saved: sampleDocument(),
    bases: [] as unknown[],
  };
  const store = createEditorStore(sampleDocument());
  const people = createPeopleStore({ id: "me", name: "Me" }, baseVersion, archived);
  const session = createSession({
    store,
    people,
    server: {
      save: async ({ document, revision, baseVersion: base }) => {
        server.asked++;
        if (server.isAway) throw new Error("away");
        if (server.archived) throw new Error("'sample' is archived.");
        server.saved = document;
        server.bases.push(base);
        return { revision: revision + 1 };
      },
      draft: () => Promise.reject(new Error("Nobody else has a draft.")),
      version: () => Promise.reject(new Error("There is no version.")),
      keep: () => Promise.resolve(),
    },
    failure: () => (server.isAway ? "away" : "refused"),
    owner: "workspace/me/sample",
    tab: "tab",
    mayWrite: true,
    draft: {
      document: sampleDocument(),
      source: null,
      revision,
      baseVersion,
      merged: {},
    },
  });
  const now = { people: [], drafts: [], version: null };
  return {
    store,
    people,
    session,
    server,
    archive: (archived: boolean) => {
      server.archived = archived;
      session.hear({ type: "now", now: { ...now, archived } });
    },
    untilSaved: async (title: string) => {
      await until(`'${title}' is saved`, () => titleOf(server.saved) === title);
    },
  };
}

/** A browser's database is opened once. */
let kept: KeptEdits[] = [];
let isFull = false;

/** Node has no page and keeps nothing of one: of both, what a session asks of them. Answers the names of locks that are held. */
function browser(found: KeptEdits[]) {
  kept = found;
  const held = new Set<string>();
  const locks = {
    query: () => Promise.resolve({ held: [...held].map((name) => ({ name })) }),
    request: async (name: string, holding: () => Promise<void>) => {
      held.add(name);
      await holding();
      held.delete(name);
    },
  };
  const navigator = { locks, userAgent: "", platform: "" };
  Object.defineProperty(globalThis, "navigator", { value: navigator, configurable: true });
  const later = (target: EventTarget, type: string) => {
    setTimeout(() => target.dispatchEvent(new Event(type)));
    return target;
  };
  const objectStore = () => ({
    getAll: () => ({ result: [...kept] }),
    put: () => {
      if (isFull) throw new Error("There is no room.");
      return {};
    },
    delete: () => ({}),
  });
  const database = {
    transaction: () =>
      later(Object.assign(new EventTarget(), { objectStore, commit() {} }), "complete"),
  };
  Object.assign(globalThis, {
    window: new EventTarget(),
    document: Object.assign(new EventTarget(), { visibilityState: "visible" }),
    IDBKeyRange: { bound: () => ({}) },
    indexedDB: {
      open: () => later(Object.assign(new EventTarget(), { result: database }), "success"),
    },
  });
  return held;
}

afterEach(() => {
  isFull = false;
  for (const name of ["window", "document", "navigator", "IDBKeyRange", "indexedDB"])
    Reflect.deleteProperty(globalThis, name);
});

test("what was refused because the pipeline was archived is saved when it is restored", async () => {
  const { people, store, session, server, archive, untilSaved } = open({ archived: false });
  store.getState().edit(() => titled("mine"));
  server.archived = true;
  session.autosave.changed();
  await assert.rejects(session.autosave.flush(), /archived/);
  archive(true);
  assert.equal(people.getState().save.status, "refused");
  archive(false);
  await untilSaved("mine");
  await session.autosave.flush();
  assert.equal(people.getState().save.status, "saved");
});

test("edits that this browser kept come back once the pipeline is restored, and not before", async () => {
  browser([
    {
      key: "workspace/me/sample/earlier",
      base: { document: sampleDocument(), source: null, revision: 1 },
      document: titled("kept"),
      source: null,
      at: 0,
    },
  ]);
  const { store, session, archive, untilSaved } = open({ archived: true });
  const stop = session.start();
  await sleep(50);
  assert.equal(titleOf(store.getState().document), titleOf(sampleDocument()));
  archive(false);
  await untilSaved("kept");
  // What was brought back once is not brought back over what has become of it.
  store.getState().edit(() => titled("newer"));
  await untilSaved("newer");
  archive(true);
  archive(false);
  await sleep(50);
  assert.equal(titleOf(store.getState().document), "newer");
  stop();
});

test("text that is no document yet stays with its tab, and comes back once that is gone", async () => {
  const key = "workspace/me/sample/earlier";
  const base = { document: sampleDocument(), source: null, revision: 1 };
  const untaken = { text: "foo: [1,", on: sampleDocument(), problem: "It ends.", clash: null };
  const held = browser([{ key, base, document: base.document, source: null, untaken, at: 0 }]);
  held.add(`penstock.tab/${key}`);
  for (const isOpen of [true, false]) {
    const { store, session } = open({});
    const stop = session.start();
    if (isOpen) await sleep(50);
    else await until("the text is back", () => store.getState().untaken !== null);
    assert.equal(store.getState().untaken?.text, isOpen ? undefined : untaken.text);
    // This tab is open, too, until it is left.
    const own = "penstock.tab/workspace/me/sample/tab";
    await until("the tab is open", () => held.has(own));
    stop();
    await until("the tab is left", () => !held.has(own));
    held.clear();
  }
});

test("the first save of a draft says which version it was opened on, also where that is none", async () => {
  for (const baseVersion of [1, null]) {
    const { store, session, server } = open({ revision: 0, baseVersion });
    for (const title of ["mine", "newer"]) {
      store.getState().edit(() => titled(title));
      session.autosave.changed();
      await session.autosave.flush();
    }
    assert.deepEqual(server.bases, [baseVersion, undefined]);
  }
});

test("the last request of a page that closes says it too", async () => {
  browser([]);
  const { store, session } = open({ revision: 0, baseVersion: 3 });
  const bodies: string[] = [];
  const { fetch } = globalThis;
  globalThis.fetch = (_, init) => {
    bodies.push(String(init?.body));
    return Promise.reject(new Error("The page is closed."));
  };
  try {
    const stop = session.start();
    store.getState().edit(() => titled("mine"));
    window.dispatchEvent(new Event("pagehide"));
    assert.equal((JSON.parse(bodies[0]!) as { baseVersion: number }).baseVersion, 3);
    stop();
    await session.autosave.flush();
  } finally {
    globalThis.fetch = fetch;
  }
});

test("a page that was left leaves to this browser what the server does not take, and tries on only what that does not keep", async ({
  mock,
}) => {
  mock.timers.enable({ apis: ["setTimeout"] });
  /** Time passes, and whatever follows from it has followed. */
  const pass = async (ms: number) => {
    for (let passed = 0; passed < ms; passed += 100) {
      mock.timers.tick(100);
      await new Promise((resolve) => setImmediate(resolve));
    }
  };
  for (const full of [false, true]) {
    browser([]);
    isFull = full;
    const { store, session, people, server } = open({});
    const leave = session.start();
    server.isAway = true;
    store.getState().edit(() => titled("mine"));
    leave();
    await pass(1_000);
    assert.deepEqual(people.getState().save, { status: "away", kept: !full });
    const { asked } = server;
    await pass(60_000);
    if (full) assert.ok(server.asked > asked);
    else assert.equal(server.asked, asked);
    server.isAway = false;
    await pass(10_000);
    assert.equal(titleOf(server.saved), full ? "mine" : titleOf(sampleDocument()));
  }
});
