import assert from "node:assert/strict";
import { test } from "node:test";
import type { PipelineDocument } from "../../../workflows/core/document.ts";
import { sameJson } from "../../../workflows/core/json.ts";
import { mergeDocuments, resolveConflict } from "../../../workflows/core/merge.ts";
import { addNode, connect, moveNodes, remove, setConfig, setTitle } from "../store/edits.ts";
import { setNote, withNotes } from "../store/notes.ts";
import { sampleDocument } from "../store/steps.fixture.ts";
import {
  addConflicts,
  commonGround,
  hearSide,
  joinStretches,
  markKept,
  mergeSaved,
  stillOpen,
  valueAt,
  type OpenConflict,
  type Saved,
  type Side,
  type Stretch,
} from "./live-merge.ts";

type Change = (document: PipelineDocument) => PipelineDocument;
const target =
  (value: string): Change =>
  (document) =>
    setConfig(document, "train", "target", value);
const title =
  (id: string, value: string): Change =>
  (document) =>
    setTitle(document, id, value);

/** A person with the pipeline open: edits, saves now and then, and hears of the others' saves. */
class Tab {
  document = sampleDocument();
  revision = 1;
  open: readonly OpenConflict[] = [];
  readonly id: string;
  readonly #history = new Map([[1, this.document]]);
  #others = this.document;
  readonly #seen = new Map<string, Saved>();
  readonly #merged: Record<string, Stretch> = {};

  constructor(id: string) {
    this.id = id;
  }

  edit(change: Change): void {
    this.document = change(this.document);
  }

  save(): Saved {
    this.revision++;
    this.#history.set(this.revision, this.document);
    return this.saved();
  }

  saved(): Saved {
    return { document: this.document, revision: this.revision, merged: { ...this.#merged } };
  }

  side(): Side {
    return { kind: "person", person: { id: this.id, name: this.id } };
  }

  hear(other: Tab, now: Saved): void {
    const before = this.#seen.get(other.id);
    this.#seen.set(other.id, now);
    this.#merged[other.id] = [this.#merged[other.id]?.[0] ?? now.revision, now.revision];
    if (!before) return;
    const merged = mergeSaved({
      mine: this.document,
      others: this.#others,
      before,
      now,
      me: this.id,
      ownAt: (revision) => this.#history.get(revision),
    });
    this.document = merged.document;
    this.#others = merged.others;
    const heard = hearSide(this.open, other.side(), now.document);
    this.open = addConflicts(heard, merged.conflicts, other.side());
    this.open = stillOpen(this.open, this.document).open;
  }
}

function meet(): [Tab, Tab] {
  const [a, b] = [new Tab("ann"), new Tab("bob")];
  a.hear(b, b.saved());
  b.hear(a, a.saved());
  return [a, b];
}

test("changes of different steps, and of different fields of one step, come together by themselves", () => {
  const [a, b] = meet();
  a.edit(target("price"));
  b.edit(title("load", "Read"));
  b.edit(title("train", "Fit"));
  const [fromA, fromB] = [a.save(), b.save()];
  a.hear(b, fromB);
  b.hear(a, fromA);
  assert.deepEqual(a.document, b.document);
  assert.equal(valueAt(a.document, { address: ["nodes", "train", "config", "target"] }), "price");
  assert.equal(valueAt(a.document, { address: ["nodes", "train", "title"] }), "Fit");
  assert.deepEqual([a.open, b.open], [[], []]);
});

test("a field that both changed keeps mine on each page, and asks with both values", () => {
  const [a, b] = meet();
  a.edit(target("price"));
  b.edit(target("cost"));
  const [fromA, fromB] = [a.save(), b.save()];
  a.hear(b, fromB);
  b.hear(a, fromA);
  const both = (tab: Tab) =>
    tab.open.map(({ node, path, mine, theirs }) => [node, path, mine, theirs]);
  assert.deepEqual(both(a), [["train", "config.target", "price", "cost"]]);
  assert.deepEqual(both(b), [["train", "config.target", "cost", "price"]]);

  // One takes the other's value: the question is over on both pages.
  a.edit((document) => resolveConflict(document, a.open[0]!, "theirs"));
  a.open = stillOpen(a.open, a.document).open;
  b.hear(a, a.save());
  assert.deepEqual([a.open, b.open], [[], []]);
  assert.deepEqual(a.document, b.document);
});

test("what is typed on while the other echoes the letters before is never asked about nor taken back", () => {
  const [a, b] = meet();
  let text = "";
  for (const letter of "creditability") {
    text += letter;
    a.edit(target(text));
    b.hear(a, a.save());
    // The echo arrives when another letter is typed already.
    const echo = b.save();
    a.edit(target(`${text}?`));
    a.hear(b, echo);
    assert.equal(
      valueAt(a.document, { address: ["nodes", "train", "config", "target"] }),
      `${text}?`,
    );
    assert.deepEqual(a.open, []);
  }
});

test("what was undone before the echo of it came stays undone, and the other follows", () => {
  const [a, b] = meet();
  const before = a.document;
  a.edit(target("price"));
  b.hear(a, a.save());
  const echo = b.save();
  a.edit(() => before);
  a.hear(b, echo);
  assert.equal(a.document, before);
  b.hear(a, a.save());
  assert.ok(sameJson(b.document, before));
});

test("a value that the other has taken in and then set back on purpose is theirs to set", () => {
  const [a, b] = meet();
  a.edit(target("price"));
  b.hear(a, a.save());
  a.hear(b, b.save());
  b.edit(target("cost"));
  a.hear(b, b.save());
  assert.equal(valueAt(a.document, { address: ["nodes", "train", "config", "target"] }), "cost");
});

test("an undo of what came from another asks them, and takes nothing of theirs away", () => {
  const [a, b] = meet();
  const before = b.document;
  a.edit(target("price"));
  a.edit((document) =>
    connect(
      addNode(document, { id: "check", kind: "data.validate" }, { x: 7, y: 7 }),
      "load.data",
      "check.data",
    ),
  );
  a.edit((document) => setConfig(document, "load", "types", { "a.b": "text" }));
  const mine = a.document;
  b.hear(a, a.save());
  a.hear(b, b.save());
  assert.ok(sameJson(b.document, mine));
  b.edit(() => before);
  a.hear(b, b.save());
  assert.ok(sameJson(a.document, mine));
  assert.deepEqual(
    new Set(a.open.map(({ node, path, theirs }) => [node, path, theirs])),
    new Set([
      ["check", "", undefined],
      ["load", 'config.types["a.b"]', undefined],
      ["train", "config.target", undefined],
    ]),
  );
  // A redo settles it; what they agree to, goes.
  b.edit(() => mine);
  a.hear(b, b.save());
  assert.deepEqual(a.open, []);
  assert.ok(sameJson(a.document, mine));
});

test("so does an undo of what belongs to no step: params, triggers, notes, the title; where a note lies is not asked", () => {
  const [a, b] = meet();
  const note = { text: "Read me", x: 0, y: 0, width: 240, height: 136 };
  const noted: Change = (document) => withNotes(document, { note });
  b.edit(noted);
  a.hear(b, b.save());
  b.hear(a, a.save());
  a.hear(b, b.save());
  const before = b.document;
  a.edit((document) => ({
    ...document,
    title: "Credit",
    params: { ...document.params, limit: { type: "integer", default: 5 } },
    triggers: [{ id: "nightly", type: "schedule", cron: "0 1 * * *" }],
  }));
  a.edit((document) => setNote(document, "note", { text: "Read this", x: 9 }));
  const mine = a.document;
  b.hear(a, a.save());
  a.hear(b, b.save());
  b.edit(() => before);
  a.hear(b, b.save());
  assert.deepEqual(
    new Set(a.open.map(({ node, path, theirs }) => [node, path, theirs])),
    new Set([
      [null, "layout.notes.note.text", "Read me"],
      [null, "params.limit", undefined],
      [null, "title", undefined],
      [null, "triggers.nightly", undefined],
    ]),
  );
  assert.ok(sameJson(a.document, setNote(mine, "note", { x: 0 })));
  // A redo settles it.
  b.edit(() => mine);
  a.hear(b, b.save());
  assert.deepEqual(a.open, []);
  assert.ok(sameJson(a.document, mine));
});

test("what another changed and then set back themselves is not asked about", () => {
  const [a, b] = meet();
  const before = b.document;
  b.edit(target("price"));
  a.hear(b, b.save());
  b.hear(a, a.save());
  b.edit(() => before);
  a.hear(b, b.save());
  assert.deepEqual(a.open, []);
  assert.ok(sameJson(a.document, before));
});

test("three people who change different steps at any pace end with the same document and no question", () => {
  let random = 7;
  const next = (below: number) => (random = (random * 48_271) % 2_147_483_647) % below;
  for (let round = 0; round < 12; round++) {
    const tabs = [new Tab("ann"), new Tab("bob"), new Tab("cid")];
    const steps = ["load", "split", "train"];
    const news = new Map<string, { from: Tab; saved: Saved }[]>(tabs.map(({ id }) => [id, []]));
    const tell = (from: Tab) => {
      const saved = from.save();
      for (const other of tabs) if (other !== from) news.get(other.id)!.push({ from, saved });
    };
    for (const a of tabs) for (const b of tabs) if (a !== b) a.hear(b, b.saved());
    for (let event = 0; event < 60; event++) {
      const index = next(3);
      const tab = tabs[index]!;
      const inbox = news.get(tab.id)!;
      if (next(2) === 0) tab.edit(title(steps[index]!, `${round}-${event}`));
      else if (inbox.length > 0) tab.hear(inbox[0]!.from, inbox.shift()!.saved);
      else tell(tab);
    }
    for (let rest = 0; rest < 6; rest++) {
      for (const tab of tabs)
        for (const { from, saved } of news.get(tab.id)!.splice(0)) tab.hear(from, saved);
      for (const tab of tabs) tell(tab);
    }
    const [a, b, c] = tabs as [Tab, Tab, Tab];
    assert.ok(
      sameJson(a.document, b.document) && sameJson(b.document, c.document),
      `round ${round}`,
    );
    assert.deepEqual([a.open, b.open, c.open], [[], [], []]);
  }
});

test("steps that did not change stay the same objects, also when nothing of mine was new", () => {
  const [a, b] = meet();
  const before = a.document.nodes.find(({ id }) => id === "load");
  b.edit(title("train", "Fit"));
  a.hear(b, JSON.parse(JSON.stringify(b.save())) as Saved);
  assert.equal(
    a.document.nodes.find(({ id }) => id === "load"),
    before,
  );
});

test("a step that one removed while the other changed it is asked about; where both moved it, mine holds", () => {
  const [a, b] = meet();
  a.edit((document) => remove(document, { nodes: ["train"] }));
  b.edit(target("price"));
  a.edit((document) => moveNodes(document, new Map([["load", { x: 5, y: 5 }]])));
  b.edit((document) => moveNodes(document, new Map([["load", { x: 9, y: 9 }]])));
  a.hear(b, b.save());
  assert.deepEqual(
    a.open.map(({ node, path, mine }) => [node, path, mine]),
    [["train", "", undefined]],
  );
  assert.deepEqual(a.document.layout?.nodes?.["load"], { x: 5, y: 5 });
});

function asked(): { a: Tab; b: Tab } {
  const [a, b] = meet();
  a.edit(target("price"));
  b.edit(target("cost"));
  a.hear(b, b.save());
  return { a, b };
}

test("a question follows the newest values of both, and keeps where it began", () => {
  const { a, b } = asked();
  b.edit(target("costs"));
  a.hear(b, b.save());
  a.edit(target("prices"));
  const [one, ...others] = stillOpen(a.open, a.document).open;
  assert.deepEqual([one!.mine, one!.theirs, others], ["prices", "costs", []]);
  assert.equal(one!.base, valueAt(sampleDocument(), one!));
});

test("a question is over when the other takes the change back, and when the step is gone", () => {
  const { a, b } = asked();
  const { open, settled } = stillOpen(a.open, remove(a.document, { nodes: ["train"] }));
  assert.deepEqual([open, settled.length], [[], 1]);
  b.edit(() => sampleDocument());
  a.hear(b, b.save());
  assert.deepEqual(a.open, []);
  assert.equal(valueAt(a.document, { address: ["nodes", "train", "config", "target"] }), "price");
});

test("who keeps their own is told to the other, until the value changes again", () => {
  const { a, b } = asked();
  const bob = { id: "bob", name: "bob" };
  a.open = markKept(a.open, bob, a.open[0]!.id);
  assert.equal(a.open[0]!.kept, true);
  assert.equal(markKept(a.open, bob, "nodes.other"), a.open);
  b.edit(target("costs"));
  a.hear(b, b.save());
  assert.equal(a.open[0]!.kept, false);
});

test("two drafts that nothing is known of before them come together by field", () => {
  const mine = remove(setConfig(target("price")(sampleDocument()), "load", "rows", 5), {
    nodes: ["evaluate"],
  });
  const theirs = title("split", "Parts")(target("cost")(sampleDocument()));
  const { document, conflicts } = mergeDocuments(commonGround(mine, theirs), mine, theirs);
  assert.deepEqual(
    conflicts.map(({ node, path, mine: here, theirs: there }) => [node, path, here, there]),
    [["train", "config.target", "price", "cost"]],
  );
  assert.equal(valueAt(document, { address: ["nodes", "split", "title"] }), "Parts");
  assert.equal(valueAt(document, { address: ["nodes", "load", "config", "rows"] }), 5);
  assert.ok(document.nodes.some(({ id }) => id === "evaluate"));
});

test("stretches that meet are one, and of two that do not the later holds", () => {
  assert.deepEqual(joinStretches([3, 10], [9, 12]), [3, 12]);
  assert.deepEqual(joinStretches([9, 12], [3, 10]), [3, 12]);
  assert.deepEqual(joinStretches([3, 5], [9, 12]), [9, 12]);
  assert.deepEqual(joinStretches(undefined, [9, 12]), [9, 12]);
});
