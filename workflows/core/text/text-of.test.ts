import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { isCollection, isMap, isScalar, isSeq, parse, parseDocument, visit } from "yaml";
import type { PipelineDocument } from "../document.ts";
import { documents, edits } from "../random-edits.fixture.ts";
import { textOf } from "./text-of.ts";

const SOURCE = `# Credit risk, kept in git.
apiVersion: penstock/v1
name: test   # never changes
title: 'Risk'

params:
  rows: {type: integer, default: 10}   # small, for tests

# The steps.
nodes:
  - id: load # where it begins
    kind: data.load
    config:
      # the file beside
      source: ./a.csv

  # Trees.
  - kind: train.gbm
    id: train
    config: # tuned by hand
      depth: 3     # deeper overfits
      rate: 0.10
      columns: [age, "sex"] # fair
      sql: |-      # not changed since spring
        select *
        from input
        -- the end
    # below the config
  - { id: eval, kind: model.evaluate }
wires:
  - {from: load.data, to: train.data}   # the only one
# The end.
`;

const read = (text: string) => parse(text) as PipelineDocument;

/** The source with an edit of its document. */
function edited(change: (document: PipelineDocument) => unknown, source = SOURCE): string {
  const document = read(source);
  change(document);
  const text = textOf(document, source);
  assert.deepEqual(read(text), document);
  return text;
}

/** The lines that differ, with a sign in front. */
function changedLines(text: string, source = SOURCE): string[] {
  const [before, after] = [source.split("\n"), text.split("\n")];
  return [
    ...before.filter((line) => !after.includes(line)).map((line) => `- ${line.trim()}`),
    ...after.filter((line) => !before.includes(line)).map((line) => `+ ${line.trim()}`),
  ];
}

const node = (document: PipelineDocument, id: string) =>
  document.nodes.find((one) => one.id === id)!;

test("a document that says what its text says leaves it as it is", () => {
  assert.equal(textOf(read(SOURCE), SOURCE), SOURCE);
});

test("a changed value changes its line and keeps the comment beside it", () => {
  const text = edited((document) => {
    node(document, "train").config!["depth"] = 6;
    document.title = "Credit risk";
  });
  assert.deepEqual(changedLines(text), [
    "- title: 'Risk'",
    "- depth: 3     # deeper overfits",
    "+ title: 'Credit risk'",
    "+ depth: 6     # deeper overfits",
  ]);
});

test("a text in a block stays a block with its comment, a list on one line stays there", () => {
  const text = edited((document) => {
    const config = node(document, "train").config!;
    config["sql"] = "select 1\nfrom input\n\n-- end";
    config["columns"] = ["age", "sex", "job"];
  });
  assert.match(text, /sql: \|- {6}# not changed since spring\n {8}select 1\n/);
  assert.match(text, /columns: \[age, sex, job\] # fair\n/);
});

test("what is added stands where one looks for it, in the style of what is beside it", () => {
  const text = edited((document) => {
    node(document, "load").title = "Load";
    node(document, "load").policy = { attempts: 2 };
    document.nodes.push({ id: "gate", kind: "eval.gate", config: { least: 0.7 } });
    document.wires!.push({ from: "train.model", to: "eval.model" });
    document.layout = { nodes: { load: { x: 0, y: 0 } } };
  });
  assert.match(text, /kind: data.load\n {4}title: Load\n {4}config:/);
  assert.match(text, /source: .\/a.csv\n {4}policy:\n {6}attempts: 2\n\n {2}# Trees./);
  assert.match(
    text,
    /evaluate }\n {2}- id: gate\n {4}kind: eval.gate\n {4}config:\n {6}least: 0.7\nwires:/,
  );
  assert.match(text, /# the only one\n {2}- { from: train.model, to: eval.model }\nlayout:\n/);
  assert.ok(text.endsWith("# The end.\n"));
});

test("what is removed takes its own comments along and no others", () => {
  const text = edited((document) => {
    document.nodes.splice(1, 1);
    document.wires = [];
    delete document.params;
  });
  for (const gone of ["Trees", "deeper", "below the config", "small"])
    assert.ok(!text.includes(gone), gone);
  for (const left of [
    "never changes",
    "The steps",
    "where it begins",
    "the file beside",
    "The end",
  ])
    assert.ok(text.includes(left), left);
  assert.match(text, /^wires: \[\]$/m);
});

test("another order takes the comments along", () => {
  const text = edited((document) => document.nodes.reverse());
  assert.ok(text.indexOf("# Trees.") > text.indexOf("id: eval"));
  assert.ok(text.indexOf("# where it begins") > text.indexOf("# Trees."));
});

test("an alias says itself what it means once the text it stands for changes", () => {
  const source = `apiVersion: penstock/v1
name: test
nodes:
  - id: a # one
    kind: train.gbm
    config: &shared
      depth: 3
  - id: b # two
    kind: train.gbm
    config: *shared
wires: []
`;
  const other = edited((document) => (node(document, "b").config = { depth: 4 }), source);
  assert.match(other, /&shared\n {6}depth: 3[^]*# two[^]*config:\n {6}depth: 4\n/);
  const anchored = edited((document) => (node(document, "a").config = { depth: 5 }), source);
  assert.match(anchored, /# one[^]*depth: 5\n[^]*# two[^]*config:\n {6}depth: 3\n/);
});

test("line ends of Windows and a last line without an end are kept working", () => {
  const windows = SOURCE.replaceAll("\n", "\r\n");
  const text = edited((document) => (node(document, "train").config!["depth"] = 9), windows);
  assert.equal(text, SOURCE.replace("depth: 3", "depth: 9").replaceAll("\n", "\r\n"));
  assert.match(
    edited((document) => (document.title = "T"), SOURCE.trimEnd()),
    /title: 'T'/,
  );
});

test("without a text, and with one that cannot be read, the document is written in the usual order", () => {
  const document = { ...read(SOURCE), layout: {} };
  assert.match(textOf(document), /^apiVersion: penstock\/v1\nname: test\ntitle: Risk\nparams:/);
  assert.equal(textOf(document, "a: ["), textOf(document));
});

/** A text with a comment on every key and item, collections here and there on one line. */
function commented(document: PipelineDocument, flow: readonly boolean[]): string {
  const parsed = parseDocument(textOf(document));
  let n = 0;
  visit(parsed, {
    Collection: (_, collection, path) => {
      if (path.length > 2 && flow[n++ % flow.length]) collection.flow = true;
    },
    Pair: (_, pair, path) => {
      if (path.some((one) => isCollection(one) && one.flow)) return;
      if (isScalar(pair.value) && (pair.value.type ?? "PLAIN") !== "BLOCK_LITERAL")
        pair.value.comment = ` beside ${n++};`;
      if (isScalar(pair.key) && path.length > 1) pair.key.commentBefore = ` above ${n++};`;
    },
    Seq: (_, seq) => {
      if (seq.flow) return;
      for (const item of seq.items) if (isMap(item)) item.commentBefore = ` item ${n++};`;
    },
  });
  return parsed.toString({ lineWidth: 0 });
}

/** Comments by the id of the step they belong to. */
function commentsByNode(text: string): Map<string, string[]> {
  const seq = parseDocument(text).get("nodes");
  const found = new Map<string, string[]>();
  if (isSeq(seq))
    for (const item of seq.items)
      if (isMap(item)) {
        const [from, , to] = item.range!;
        found.set(
          String(item.get("id")),
          text.slice(from, to).match(/# (?:above|beside) \d+;/g) ?? [],
        );
      }
  return found;
}

test("random edits: the text says exactly what the document says, and untouched steps keep every comment", () => {
  fc.assert(
    fc.property(
      documents,
      fc.array(edits, { minLength: 1, maxLength: 6 }),
      fc.array(fc.boolean(), { minLength: 1, maxLength: 5 }),
      (before, list, flow) => {
        const source = commented(before, flow);
        assert.deepEqual(parse(source), before);
        const after = list.reduce((document, edit) => edit(document), before);
        const text = textOf(after, source);
        assert.deepEqual(parse(text), JSON.parse(JSON.stringify(after)), `${source}\n→\n${text}`);
        const [had, has] = [commentsByNode(source), commentsByNode(text)];
        for (const one of after.nodes) {
          const old = before.nodes.find(({ id }) => id === one.id);
          if (JSON.stringify(old) === JSON.stringify(one))
            assert.deepEqual(has.get(one.id), had.get(one.id), `${source}\n→\n${text}`);
        }
        if (before.title !== undefined) assert.match(text, /^title: .* # beside \d+;$/m);
      },
    ),
    { numRuns: 300 },
  );
});
