import fc from "fast-check";
import type { DocumentNode, PipelineDocument } from "./document.ts";
import { endsOf } from "./merge-removed.ts";

const ids = ["load", "clean", "split", "train", "evaluate"];
const id = fc.constantFrom(...ids);
const leaf = fc.oneof(
  fc.integer({ min: 0, max: 3 }),
  fc.constantFrom("a", "b # c", "two\nlines", ""),
  fc.boolean(),
  fc.array(fc.constantFrom("x", "y", "z"), { maxLength: 3 }),
);
const config = fc.dictionary(
  fc.constantFrom("depth", "sql", "columns", "a.b"),
  fc.oneof(leaf, fc.dictionary(fc.constantFrom("kind", "rate", "seed"), leaf, { maxKeys: 3 })),
  { maxKeys: 4 },
);
const optional = <Value>(value: fc.Arbitrary<Value>) => fc.option(value, { nil: undefined });

const node = (name: string): fc.Arbitrary<DocumentNode> =>
  fc
    .record({
      kind: fc.constantFrom("data.load", "train.gbm"),
      title: optional(fc.constantFrom("One", "Two")),
      config: optional(config),
      policy: optional(fc.record({ attempts: fc.integer({ min: 1, max: 3 }) })),
    })
    .map((rest) => plain({ id: name, ...rest }));

/** A pipeline of at most five steps; wires end at steps that are there. */
export const documents: fc.Arbitrary<PipelineDocument> = fc
  .subarray(ids)
  .chain((present) =>
    fc.record({
      title: optional(fc.constantFrom("One", "Two")),
      params: optional(
        fc.dictionary(
          fc.constantFrom("rows", "seed"),
          fc.record({ type: fc.constant("integer" as const), default: fc.nat(3) }),
        ),
      ),
      nodes: fc.tuple(...present.map(node)),
      wires: fc.uniqueArray(
        fc.record({
          from: fc.constantFrom("load", ...present).map((name) => `${name}.data`),
          to: fc.constantFrom("load", ...present).map((name) => `${name}.data`),
        }),
        { selector: ({ from, to }) => from + to, maxLength: 4 },
      ),
      triggers: optional(
        fc.constantFrom<PipelineDocument["triggers"]>(
          [],
          [{ type: "schedule", id: "nightly", cron: "0 3 * * *" }],
          [
            { type: "schedule", id: "nightly", cron: "0 4 * * *" },
            { type: "webhook", id: "hook" },
          ],
        ),
      ),
      layout: optional(
        fc
          .array(fc.record({ x: fc.nat(3), y: fc.nat(3) }), { maxLength: present.length })
          .map((places) => ({
            nodes: Object.fromEntries(places.map((place, index) => [present[index]!, place])),
          })),
      ),
    }),
  )
  .map(({ wires, ...rest }) => {
    const present = new Set(rest.nodes.map((one) => one.id));
    return plain<PipelineDocument>({
      apiVersion: "penstock/v1" as const,
      name: "test",
      ...rest,
      wires: wires.filter((wire) => endsOf(wire).every((end) => present.has(end))),
    });
  });

/** A change of one field of one node, of its place, or of a param. */
export const edits: fc.Arbitrary<(document: PipelineDocument) => PipelineDocument> = fc.oneof(
  fc
    .record({ id, field: fc.constantFrom("depth", "sql", "rate"), value: leaf })
    .map(({ id: name, field, value }) => (document: PipelineDocument) => ({
      ...document,
      nodes: document.nodes.map((one) =>
        one.id === name ? { ...one, config: { ...one.config, [field]: value } } : one,
      ),
    })),
  id.map((name) => (document: PipelineDocument) => ({
    ...document,
    nodes: document.nodes.filter((one) => one.id !== name),
    wires: (document.wires ?? []).filter((wire) => !endsOf(wire).includes(name)),
  })),
  fc.nat(9).map((n) => (document: PipelineDocument) => ({
    ...document,
    nodes: [...document.nodes, { id: `new_${n}`, kind: "data.load" }],
  })),
  fc.record({ id, x: fc.nat(9) }).map(
    ({ id: name, x }) =>
      (document: PipelineDocument) =>
        document.nodes.some((one) => one.id === name)
          ? {
              ...document,
              layout: {
                ...document.layout,
                nodes: { ...document.layout?.nodes, [name]: { x, y: 0 } },
              },
            }
          : document,
  ),
  fc.tuple(id, id).map(([from, to]) => (document: PipelineDocument) => {
    const present = new Set(document.nodes.map((one) => one.id));
    const wire = { from: `${from}.data`, to: `${to}.other` };
    const has = document.wires?.some((one) => one.from === wire.from && one.to === wire.to);
    return present.has(from) && present.has(to) && !has
      ? { ...document, wires: [...(document.wires ?? []), wire] }
      : document;
  }),
);

function plain<Value extends object>(value: Value): Value {
  return JSON.parse(JSON.stringify(value)) as Value;
}
