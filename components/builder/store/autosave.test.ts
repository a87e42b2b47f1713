import assert from "node:assert/strict";
import { test } from "node:test";
import type { PipelineDocument } from "../../../workflows/core/document.ts";
import { createAutosave, type SavedDraft, type SaveState } from "./autosave.ts";
import { setTitle } from "./edits.ts";
import { mergeUnanswered } from "./merge-unanswered.ts";
import { sampleDocument } from "./steps.fixture.ts";

class Refusal extends Error {}
class Moved extends Error {}

/** A server with one draft, which can be away or say no, and a tab that edits it. */
function setUp({ pause = 0, delay = 60_000 }: { pause?: number; delay?: number } = {}) {
  const server = {
    draft: { document: sampleDocument(), source: null, revision: 1 } as SavedDraft,
    /** `lost`: it takes the save, and its answer never comes. */
    answers: "yes" as "yes" | "no" | "nothing" | "lost",
    saves: 0,
    /** Happens while the first save is on its way. */
    meanwhile: () => {},
  };
  const reach = () => {
    if (server.answers === "nothing") throw new TypeError("Failed to fetch");
  };
  function tab() {
    const states: SaveState[] = [];
    const kept: string[] = [];
    const asked: string[] = [];
    const waiting: [string, () => void][] = [];
    let document = server.draft.document;
    const autosave = createAutosave({
      saved: server.draft,
      current: () => ({ document, source: null }),
      save: async (draft, revision) => {
        await Promise.resolve();
        reach();
        if (server.saves++ === 0) server.meanwhile();
        if (server.answers === "no") throw new Refusal("The document is too large.");
        if (revision !== server.draft.revision) throw new Moved();
        server.draft = { ...draft, revision: revision + 1 };
        if (server.answers === "lost") {
          server.answers = "yes";
          throw new TypeError("Failed to fetch");
        }
        return server.draft.revision;
      },
      load: async () => {
        await Promise.resolve();
        reach();
        return server.draft;
      },
      merge: (before, now, sent) => {
        const merged = mergeUnanswered({
          base: before.document,
          sent: sent.map((one) => one.document),
          mine: document,
          now: now.document,
        });
        document = merged.document;
        asked.push(...merged.conflicts.map(({ id }) => id));
      },
      failure: (error) =>
        error instanceof Moved ? "moved" : error instanceof Refusal ? "refused" : "away",
      keep: () => Promise.resolve(kept.push("kept") > 0),
      forget: () => kept.splice(0),
      onState: (state) => {
        states.push(state);
        for (const [status, resolve] of waiting) if (status === state.status) resolve();
      },
      delay,
      pause: () => pause,
    });
    return {
      autosave,
      states,
      kept,
      asked,
      title: (id: string) => document.nodes.find((node) => node.id === id)?.title,
      until: (status: SaveState["status"]) =>
        new Promise<void>((resolve) => waiting.push([status, resolve])),
      edit: (id: string, title: string) => {
        document = setTitle(document, id, title);
        autosave.changed();
      },
    };
  }
  const titleOf = (document: PipelineDocument, id: string) =>
    document.nodes.find((node) => node.id === id)?.title;
  return { server, tab, title: (id: string) => titleOf(server.draft.document, id) };
}

test("a change made while a save is in flight is saved by the next one", async () => {
  const { server, tab, title } = setUp();
  const { autosave, edit, states } = tab();
  edit("load", "A");
  server.meanwhile = () => edit("load", "B");
  await autosave.flush();
  autosave.stop();
  assert.deepEqual([title("load"), server.draft.revision, server.saves], ["B", 3, 2]);
  assert.equal(states.at(-1)?.status, "saved");
  assert.equal(autosave.pending(), null);
});

test("while the server does not answer it is tried again and again, what is unsaved is kept, and forgotten once it is saved", async () => {
  const { server, tab, title } = setUp();
  const { autosave, edit, states, kept, until } = tab();
  server.answers = "nothing";
  edit("load", "A");
  await assert.rejects(autosave.flush());
  assert.deepEqual(states.at(-1), { status: "away", kept: true });
  assert.equal(autosave.pending()?.revision, 1);
  edit("split", "B");
  assert.equal(states.at(-1)?.status, "away");
  await until("away");
  assert.ok(kept.length > 1);
  const saved = until("saved");
  server.answers = "yes";
  await saved;
  autosave.stop();
  assert.deepEqual([title("load"), title("split"), kept.length], ["A", "B", 0]);
});

test("when the server is known to be back, the pause is cut short", async () => {
  const { server, tab, title } = setUp({ pause: 600_000 });
  const { autosave, edit, until } = tab();
  server.answers = "nothing";
  edit("load", "A");
  await assert.rejects(autosave.flush());
  server.answers = "yes";
  const saved = until("saved");
  autosave.wake();
  await saved;
  autosave.stop();
  assert.equal(title("load"), "A");
});

test("what the server refuses is said once, kept, and tried again with the next change only", async () => {
  const { server, tab } = setUp();
  const { autosave, edit, states } = tab();
  server.answers = "no";
  edit("load", "A");
  await assert.rejects(autosave.flush());
  assert.deepEqual(states.at(-1), {
    status: "refused",
    message: "The document is too large.",
    kept: true,
  });
  autosave.wake();
  assert.equal(server.saves, 1);
  server.answers = "yes";
  edit("load", "B");
  await autosave.flush();
  autosave.stop();
  assert.equal(states.at(-1)?.status, "saved");
});

test("a change after a refusal is saved by itself, though the server did not answer before it", async () => {
  const { server, tab, title } = setUp({ delay: 0 });
  const { autosave, edit, until } = tab();
  server.answers = "nothing";
  const refused = until("refused");
  const away = until("away");
  edit("load", "A");
  await away;
  server.answers = "no";
  await refused;
  server.answers = "yes";
  const saved = until("saved");
  edit("load", "B");
  await saved;
  autosave.stop();
  assert.equal(title("load"), "B");
});

test("a change made while a save that gets refused is on its way is saved by itself, though the server did not answer before it", async () => {
  const { server, tab, title } = setUp({ delay: 0 });
  const { autosave, edit, until } = tab();
  server.answers = "nothing";
  const refused = until("refused");
  const away = until("away");
  edit("load", "A");
  await away;
  server.answers = "no";
  server.meanwhile = () => edit("load", "B");
  await refused;
  server.answers = "yes";
  await until("saved");
  autosave.stop();
  assert.equal(title("load"), "B");
});

test("two tabs that save in turn end with the changes of both, and neither overwrites the other", async () => {
  const { server, tab, title } = setUp();
  const [one, two] = [tab(), tab()];
  one.edit("load", "A");
  await one.autosave.flush();
  two.edit("split", "B");
  await two.autosave.flush();
  assert.deepEqual([title("load"), title("split"), two.title("load")], ["A", "B", "A"]);
  one.autosave.heard(server.draft.revision);
  await one.until("saved");
  assert.equal(one.title("split"), "B");
  // What only came in is not saved again.
  assert.equal(server.draft.revision, 3);
  one.autosave.stop();
  two.autosave.stop();
});

test("one's own save, heard of before its answer, is not taken for another tab's", async () => {
  const { server, tab } = setUp();
  const { autosave, edit } = tab();
  edit("load", "A");
  const saving = autosave.flush();
  autosave.heard(2);
  await saving;
  await autosave.flush();
  autosave.stop();
  assert.deepEqual([server.draft.revision, server.saves], [2, 1]);
});

test("a save whose answer was lost is known for one's own, whatever was edited since", async () => {
  for (const [next, how] of [
    ["A", "not at all"],
    ["B", "further"],
    ["Load", "back"],
  ] as const) {
    const { server, tab, title } = setUp({ pause: 600_000 });
    server.draft = { ...server.draft, document: setTitle(sampleDocument(), "load", "Load") };
    const { autosave, edit, asked } = tab();
    server.answers = "lost";
    edit("load", "A");
    await assert.rejects(autosave.flush());
    assert.equal(autosave.sent().length, 1);
    if (next !== "A") edit("load", next);
    // The server says which revision it has, as it does once it is reached again.
    autosave.heard(server.draft.revision);
    await autosave.flush();
    autosave.stop();
    assert.deepEqual([title("load"), asked], [next, []], how);
    assert.deepEqual([autosave.sent(), autosave.pending()], [[], null]);
    assert.equal(server.draft.revision, next === "A" ? 2 : 3);
  }
});

test("of what another tab saved on top of a save whose answer was lost, only that tab's part is taken in", async () => {
  const { server, tab, title } = setUp({ pause: 600_000 });
  const [one, two] = [tab(), tab()];
  server.answers = "lost";
  one.edit("load", "A");
  await assert.rejects(one.autosave.flush());
  one.edit("load", "B");
  two.edit("split", "C");
  await two.autosave.flush();
  await one.autosave.flush();
  one.autosave.stop();
  two.autosave.stop();
  assert.deepEqual([title("load"), title("split"), one.asked], ["B", "C", []]);
});

test("the same field, changed in another tab while one's own save was lost on its way there, is asked about", async () => {
  const { server, tab } = setUp({ pause: 600_000 });
  const [one, two] = [tab(), tab()];
  server.answers = "nothing";
  one.edit("load", "A");
  await assert.rejects(one.autosave.flush());
  server.answers = "yes";
  two.edit("load", "C");
  await two.autosave.flush();
  await one.autosave.flush();
  one.autosave.stop();
  two.autosave.stop();
  assert.deepEqual(one.asked, ["nodes.load.title"]);
});
