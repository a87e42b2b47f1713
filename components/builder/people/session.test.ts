import assert from "node:assert/strict";
import { afterEach, test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
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
function open({ archived }: { archived: boolean }) {
  const server = { archived, saved: sampleDocument() };
  const store = createEditorStore(sampleDocument());
  const people = createPeopleStore({ id: "me", name: "Me" }, null, archived);
  const session = createSession({
    store,
    people,
    server: {
      save: async ({ document, revision }) => {
        if (server.archived) throw new Error("'sample' is archived.");
        server.saved = document;
        return { revision: revision + 1 };
      },
      draft: () => Promise.reject(new Error("Nobody else has a draft.")),
      version: () => Promise.reject(new Error("There is no version.")),
      keep: () => Promise.resolve(),
    },
    failure: () => "refused",
    owner: "workspace/me/sample",
    tab: "tab",
    mayWrite: true,
    draft: {
      document: sampleDocument(),
      source: null,
      revision: 1,
      baseVersion: null,
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
      for (let i = 0; i < 200 && titleOf(server.saved) !== title; i++) await sleep(20);
      assert.equal(titleOf(server.saved), title);
    },
  };
}

/** Node has no page and keeps nothing of one: of both, what a session asks of them. */
function browser(kept: KeptEdits[]) {
  const later = (target: EventTarget, type: string) => {
    setTimeout(() => target.dispatchEvent(new Event(type)));
    return target;
  };
  const objectStore = () => ({
    getAll: () => ({ result: [...kept] }),
    put: () => ({}),
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
}

afterEach(() => {
  for (const name of ["window", "document", "IDBKeyRange", "indexedDB"])
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
