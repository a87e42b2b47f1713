import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { diffDocuments } from "./diff.ts";
import type { DocumentNode, PipelineDocument } from "./document.ts";
import { mergeDocuments, resolveConflict } from "./merge.ts";
import { documents, edits } from "./random-edits.fixture.ts";
import { renameNode } from "./rename-node.ts";

const base: PipelineDocument = {
  apiVersion: "penstock/v1",
  name: "test",
  params: { rows: { type: "integer", default: 10 } },
  nodes: [
    { id: "load", kind: "data.load", config: { source: "a.csv" } },
    { id: "train", kind: "train.gbm", config: { depth: 3, rate: 0.1 } },
  ],
  wires: [{ from: "load.data", to: "train.data" }],
  layout: { nodes: { load: { x: 0, y: 0 }, train: { x: 200, y: 0 } } },
};

function withNode(id: string, change: Partial<DocumentNode>, document = base): PipelineDocument {
  return {
    ...document,
    nodes: document.nodes.map((node) => (node.id === id ? { ...node, ...change } : node)),
  };
}

function without(id: string, document = base): PipelineDocument {
  const { [id]: _, ...places } = document.layout!.nodes!;
  return {
    ...document,
    nodes: document.nodes.filter((node) => node.id !== id),
    wires: document.wires!.filter(({ from, to }) => ![from, to].some((end) => end.startsWith(id))),
    layout: { ...document.layout, nodes: places },
  };
}

const same = (a: PipelineDocument, b: PipelineDocument) => {
  const diff = diffDocuments(a, b);
  assert.equal(diff.same, true, JSON.stringify({ a, b, diff }));
};

test("what only one of two changed is taken, from either side", () => {
  fc.assert(
    fc.property(documents, documents, (a, x) => {
      const [mine, theirs] = [mergeDocuments(a, x, a), mergeDocuments(a, a, x)];
      assert.deepEqual(mine.document, x);
      assert.deepEqual(mine.taken, []);
      assert.deepEqual(theirs.document, x);
      assert.deepEqual([mine.conflicts, theirs.conflicts], [[], []]);
      assert.equal(theirs.taken.length === 0, diffDocuments(a, x).same);
    }),
    { numRuns: 300 },
  );
});

test("the same change made by both is no conflict", () => {
  fc.assert(
    fc.property(documents, documents, (a, x) => {
      const { document, conflicts } = mergeDocuments(a, x, structuredClone(x));
      same(document, x);
      assert.deepEqual(conflicts, []);
    }),
  );
});

test("edits that do not meet give the same, whoever is merged into whom", () => {
  fc.assert(
    fc.property(documents, fc.array(edits), fc.array(edits), (a, one, two) => {
      const apply = (list: typeof one) => list.reduce((document, edit) => edit(document), a);
      const [x, y] = [apply(one), apply(two)];
      const [here, there] = [mergeDocuments(a, x, y), mergeDocuments(a, y, x)];
      assert.deepEqual(
        here.conflicts.map(({ id }) => id).sort(),
        there.conflicts.map(({ id }) => id).sort(),
      );
      if (here.conflicts.length > 0) return;
      const { nodes, wires, fields } = diffDocuments(here.document, there.document);
      assert.deepEqual([wires, fields], [{ added: [], removed: [] }, []]);
      // Places may differ: there, each keeps their own.
      assert.ok(Object.values(nodes).every(({ change }) => change === "moved"));
    }),
    { numRuns: 500 },
  );
});

test("nothing is lost: every change of either stands in the document or is asked about", () => {
  fc.assert(
    fc.property(documents, fc.array(edits), fc.array(edits), (a, one, two) => {
      const apply = (list: typeof one) => list.reduce((document, edit) => edit(document), a);
      const [x, y] = [apply(one), apply(two)];
      const { document, conflicts } = mergeDocuments(a, x, y);
      const asked = new Set(conflicts.map(({ node }) => node));
      for (const side of [x, y]) {
        const wanted = diffDocuments(a, side);
        const got = diffDocuments(a, document);
        for (const [id, { change, fields }] of Object.entries(wanted.nodes)) {
          if (asked.has(id)) continue;
          if (change === "moved") continue;
          if (change === "removed") assert.equal(got.nodes[id]?.change, "removed");
          for (const field of fields)
            assert.ok(
              got.nodes[id]!.fields.some(
                ({ path, after }) =>
                  path === field.path && JSON.stringify(after) === JSON.stringify(field.after),
              ),
              `${id}.${field.path}`,
            );
        }
        for (const wire of wanted.wires.added) {
          const ends = [wire.from, wire.to].map((end) => end.split(".")[0]!);
          if (ends.some((end) => asked.has(end))) continue;
          assert.ok(document.wires!.some(({ from, to }) => from === wire.from && to === wire.to));
        }
      }
    }),
    { numRuns: 500 },
  );
});

test("theirs for every conflict gives what merging into theirs gives", () => {
  fc.assert(
    fc.property(documents, fc.array(edits), fc.array(edits), (a, one, two) => {
      const apply = (list: typeof one) => list.reduce((document, edit) => edit(document), a);
      const [x, y] = [apply(one), apply(two)];
      const here = mergeDocuments(a, x, y);
      const there = mergeDocuments(a, y, x);
      const resolved = here.conflicts.reduce(
        (document, conflict) => resolveConflict(document, conflict, "theirs"),
        here.document,
      );
      const { nodes, wires, fields } = diffDocuments(resolved, there.document);
      assert.deepEqual([wires, fields], [{ added: [], removed: [] }, []]);
      assert.deepEqual(
        Object.values(nodes).filter(({ change }) => change !== "moved"),
        [],
      );
    }),
    { numRuns: 500 },
  );
});

test("different fields of one node merge; the same field asks and holds mine", () => {
  const mine = withNode("train", { config: { depth: 5, rate: 0.1 } });
  const theirs = withNode("train", { config: { depth: 7, rate: 0.2 }, title: "Fit" });
  const { document, taken, conflicts } = mergeDocuments(base, mine, theirs);
  assert.deepEqual(document.nodes[1], {
    id: "train",
    kind: "train.gbm",
    config: { depth: 5, rate: 0.2 },
    title: "Fit",
  });
  assert.deepEqual(
    taken.map(({ node, path }) => `${node} ${path}`),
    ["train config.rate", "train title"],
  );
  assert.deepEqual(conflicts, [
    {
      id: "nodes.train.config.depth",
      node: "train",
      path: "config.depth",
      base: 3,
      mine: 5,
      theirs: 7,
      address: ["nodes", "train", "config", "depth"],
    },
  ]);
  const [conflict] = conflicts;
  assert.equal(resolveConflict(document, conflict!, "mine"), document);
  const answered = resolveConflict(document, conflict!, "theirs");
  assert.deepEqual(answered.nodes[1]!.config, { depth: 7, rate: 0.2 });
  assert.equal(answered.nodes[0], document.nodes[0]);
  assert.equal(document.nodes[0], mine.nodes[0]);
  assert.equal(document.wires, mine.wires);
});

test("a node that one removed and the other changed is asked about, and comes back with its wires and its place", () => {
  const theirs = withNode("train", { title: "Fit" });
  const { document, conflicts } = mergeDocuments(base, without("train"), theirs);
  assert.deepEqual(
    document.nodes.map(({ id }) => id),
    ["load"],
  );
  assert.equal(conflicts.length, 1);
  assert.deepEqual([conflicts[0]!.node, conflicts[0]!.path], ["train", ""]);
  same(resolveConflict(document, conflicts[0]!, "theirs"), theirs);

  const other = mergeDocuments(base, theirs, without("train"));
  same(other.document, theirs);
  same(resolveConflict(other.document, other.conflicts[0]!, "theirs"), without("train"));
});

test("a wire drawn to a node that the other removed asks about the node", () => {
  const wired = { ...base, wires: [...base.wires!, { from: "load.data", to: "train.test" }] };
  const { document, conflicts } = mergeDocuments(base, without("train"), wired);
  assert.deepEqual(document.wires, []);
  same(resolveConflict(document, conflicts[0]!, "theirs"), wired);
});

test("a map comes back with what stood inside it", () => {
  const nested = withNode(
    "train",
    { parent: "each" },
    {
      ...base,
      nodes: [...base.nodes, { id: "each", kind: "control.map" }],
    },
  );
  const removed = without("each", without("train", nested));
  const changed = withNode("train", { parent: "each", title: "Fit" }, nested);
  const { document, conflicts } = mergeDocuments(nested, removed, changed);
  assert.deepEqual(conflicts.map(({ node }) => node!).sort(), ["each", "train"]);
  const back = conflicts.reduce(
    (one, conflict) => resolveConflict(one, conflict, "theirs"),
    document,
  );
  same(back, changed);
});

test("both adding a node under the same id is asked about as a whole", () => {
  const add = (kind: string) => ({ ...base, nodes: [...base.nodes, { id: "eval", kind }] });
  const { conflicts } = mergeDocuments(base, add("eval.a"), add("eval.b"));
  assert.deepEqual(
    conflicts.map(({ node, path, base: before }) => [node, path, before]),
    [["eval", "", undefined]],
  );
});

test("params and triggers merge by name", () => {
  const mine: PipelineDocument = {
    ...base,
    params: { rows: { type: "integer", default: 20 } },
    triggers: [{ type: "webhook", id: "hook" }],
  };
  const theirs: PipelineDocument = {
    ...base,
    params: { rows: { type: "integer", default: 10, minimum: 1 }, seed: { type: "integer" } },
    triggers: [{ type: "schedule", id: "nightly", cron: "0 3 * * *" }],
  };
  const { document, conflicts } = mergeDocuments(base, mine, theirs);
  assert.deepEqual(conflicts, []);
  assert.deepEqual(document.params, {
    rows: { type: "integer", default: 20, minimum: 1 },
    seed: { type: "integer" },
  });
  assert.deepEqual(document.triggers!.map(({ id }) => id).sort(), ["hook", "nightly"]);

  const gone = mergeDocuments(base, { ...base, params: {} }, theirs);
  assert.deepEqual(gone.conflicts[0]!.address, ["params", "rows"]);
  assert.deepEqual(
    resolveConflict(gone.document, gone.conflicts[0]!, "theirs").params,
    theirs.params,
  );
});

test("places never ask: mine holds; members of a group and notes merge", () => {
  const at = (x: number, more: PipelineDocument["layout"] = {}): PipelineDocument => ({
    ...base,
    layout: { nodes: { load: { x, y: 0 }, train: { x: 200, y: 0 } }, ...more },
  });
  const group = (...nodes: string[]) => ({ groups: { prep: { title: "Prepare", nodes } } });
  const note = (text: string, x: number) => ({
    notes: { n: { text, x, y: 0, width: 200, height: 80 } },
  });
  const start = at(0, { ...group(), ...note("a", 0) });
  const { document, conflicts } = mergeDocuments(
    start,
    at(10, { ...group("load"), ...note("a", 1) }),
    at(20, { ...group("train"), ...note("b", 2) }),
  );
  assert.deepEqual(conflicts, []);
  assert.deepEqual(document.layout, at(10, { ...group("load", "train"), ...note("b", 1) }).layout);
});

test("a removed node leaves its wires, its place and its groups", () => {
  const theirs = {
    ...base,
    nodes: [...base.nodes, { id: "eval", kind: "eval.x" }],
    layout: { ...base.layout, groups: { all: { nodes: ["load", "eval"] } } },
  };
  const { document, conflicts } = mergeDocuments(base, without("load"), theirs);
  assert.deepEqual(conflicts, []);
  assert.deepEqual(document.wires, []);
  assert.deepEqual(document.layout, {
    nodes: { train: { x: 200, y: 0 } },
    groups: { all: { nodes: ["eval"] } },
  });
});

const renamed = (from: string, to: string, document = base) => renameNode(document, from, to);

test("what one changes in a step that the other renames holds under its new name, with its wires and its place", () => {
  const changed = withNode("train", { config: { depth: 7, rate: 0.1 } });
  const wired: PipelineDocument = {
    ...changed,
    nodes: [
      ...changed.nodes,
      { id: "eval", kind: "eval.x", policy: { when: "steps.train.ok" } },
      { id: "again", kind: "train.gbm", config: { depth: 3, rate: 0.1 } },
    ],
    wires: [...base.wires!, { from: "train.model", to: "eval.model" }],
  };
  const expected = renamed("train", "boost", wired);
  const theirs = mergeDocuments(base, wired, renamed("train", "boost"));
  same(theirs.document, expected);
  assert.deepEqual(theirs.conflicts, []);
  assert.deepEqual(theirs.taken, [{ node: "boost", path: "id", before: "train", after: "boost" }]);
  assert.equal(theirs.document.nodes[0], wired.nodes[0]);

  const mine = mergeDocuments(base, renamed("train", "boost"), wired);
  same(mine.document, expected);
  assert.deepEqual(mine.conflicts, []);
  assert.ok(!mine.taken.some(({ path }) => path === "id"));
});

test("a pinned step that one renames is the same step to the other, also where it lies nowhere", () => {
  const { layout: _, ...bare } = base;
  const pinned = {
    ...bare,
    nodes: bare.nodes.map((node) => (node.id === "train" ? { ...node, pin: { run: "r" } } : node)),
  };
  const retitled = {
    ...pinned,
    nodes: pinned.nodes.map((node) => (node.id === "train" ? { ...node, title: "Fit" } : node)),
  };
  const { document, conflicts } = mergeDocuments(
    pinned,
    renamed("train", "boost", pinned),
    retitled,
  );
  assert.deepEqual(conflicts, []);
  same(document, renamed("train", "boost", retitled));
});

test("a new name and any edits of the other give what the edits and then the new name give", () => {
  fc.assert(
    fc.property(documents, fc.array(edits), (a, list) => {
      const y = list.reduce((document, edit) => edit(document), a);
      const known = a.nodes.find(
        ({ id, config }) => a.layout?.nodes?.[id] !== undefined || Object.keys(config ?? {})[0],
      );
      fc.pre(known !== undefined && y.nodes.some(({ id }) => id === known.id));
      const [x, expected] = [a, y].map((one) => renamed(known!.id, "other", one)) as [
        PipelineDocument,
        PipelineDocument,
      ];
      for (const { document, conflicts } of [mergeDocuments(a, x, y), mergeDocuments(a, y, x)]) {
        same(document, expected);
        assert.deepEqual(conflicts, []);
      }
    }),
    { numRuns: 300 },
  );
});

test("a step that one renamed and changed is followed by its place; the same field asks", () => {
  const moved = withNode("boost", { config: { depth: 5, rate: 0.1 } }, renamed("train", "boost"));
  const theirs = withNode("train", { config: { depth: 7, rate: 0.3 } });
  const { document, conflicts } = mergeDocuments(base, moved, theirs);
  assert.deepEqual(document.nodes[1]!.config, { depth: 5, rate: 0.3 });
  assert.deepEqual(
    conflicts.map(({ id }) => id),
    ["nodes.boost.config.depth"],
  );
});

test("two new names for one step are asked about; the same new name is not", () => {
  const [mine, theirs] = [renamed("train", "boost"), renamed("train", "fit")];
  const { document, conflicts } = mergeDocuments(base, mine, theirs);
  assert.equal(document, mine);
  assert.deepEqual(
    conflicts.map(({ node, path, base: before, ...both }) => [
      node,
      path,
      before,
      both.mine,
      both.theirs,
    ]),
    [["boost", "id", "train", "boost", "fit"]],
  );
  same(resolveConflict(document, conflicts[0]!, "theirs"), theirs);
  const agreed = mergeDocuments(base, mine, withNode("boost", { title: "Fit" }, mine));
  assert.deepEqual([agreed.conflicts, agreed.document.nodes[1]!.title], [[], "Fit"]);
});

test("a step that one removed and the other renamed is asked about", () => {
  const theirs = renamed("train", "boost");
  const { document, conflicts } = mergeDocuments(base, without("train"), theirs);
  assert.deepEqual(
    document.nodes.map(({ id }) => id),
    ["load"],
  );
  assert.deepEqual(
    conflicts.map(({ id }) => id),
    ["nodes.boost"],
  );
  same(resolveConflict(document, conflicts[0]!, "theirs"), theirs);
  const other = mergeDocuments(base, theirs, without("train"));
  same(other.document, theirs);
  same(resolveConflict(other.document, other.conflicts[0]!, "theirs"), without("train"));
});

test("a bare step that stands elsewhere is no new name of one that was removed", () => {
  const bare = { ...base, nodes: [{ id: "load", kind: "data.load" }, base.nodes[1]!] };
  const replaced = {
    ...without("load", bare),
    nodes: [base.nodes[1]!, { id: "other", kind: "data.load" }],
  };
  const worked = withNode("load", { config: { source: "b.csv" } }, bare);
  const { conflicts } = mergeDocuments(bare, replaced, worked);
  assert.deepEqual(
    conflicts.map(({ id }) => id),
    ["nodes.load"],
  );
});
