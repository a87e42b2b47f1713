import assert from "node:assert/strict";
import { test } from "node:test";
import type { PipelineDocument } from "../../../workflows/core/document.ts";
import { createAutosave, type SaveState } from "./autosave.ts";
import { setTitle } from "./edits.ts";
import { sampleDocument } from "./steps.fixture.ts";

function setUp(save: (document: PipelineDocument, revision: number) => Promise<number>) {
  const states: SaveState[] = [];
  const document = sampleDocument();
  const autosave = createAutosave({
    save,
    isConflict: (error) => error instanceof Error && error.message === "conflict",
    onState: (state) => states.push(state),
    document,
    revision: 1,
    delay: 60_000,
  });
  return { autosave, states, document };
}

test("a change made while a save is in flight is saved by the next one", async () => {
  const saved: [string | undefined, number][] = [];
  let second: PipelineDocument;
  const { autosave, states, document } = setUp(async (sent, revision) => {
    saved.push([sent.nodes[0]?.title, revision]);
    if (saved.length === 1) autosave.changed(second);
    return revision + 1;
  });
  second = setTitle(document, "load", "B");
  autosave.changed(setTitle(document, "load", "A"));
  await autosave.flush();
  autosave.stop();
  assert.deepEqual(saved, [
    ["A", 1],
    ["B", 2],
  ]);
  assert.equal(states.at(-1)?.status, "saved");
  assert.equal(autosave.pending(), null);
});

test("after a conflict nothing is saved over the other's change", async () => {
  let calls = 0;
  const { autosave, states, document } = setUp(async () => {
    calls++;
    throw new Error("conflict");
  });
  autosave.changed(setTitle(document, "load", "A"));
  await assert.rejects(autosave.flush(), /conflict/);
  autosave.changed(setTitle(document, "load", "B"));
  await assert.rejects(autosave.flush(), /load the page again/);
  autosave.stop();
  assert.equal(calls, 1);
  assert.deepEqual(states.at(-1), { status: "failed", message: "conflict", conflict: true });
});

test("after a failure the next try saves", async () => {
  let calls = 0;
  const { autosave, document } = setUp(async (_, revision) => {
    if (++calls === 1) throw new Error("offline");
    return revision + 1;
  });
  autosave.changed(setTitle(document, "load", "A"));
  await assert.rejects(autosave.flush(), /offline/);
  assert.equal(autosave.pending()?.revision, 1);
  await autosave.flush();
  autosave.stop();
  assert.equal(calls, 2);
});
