import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { registry } from "../steps/index.ts";
import { compile } from "./compile.ts";
import { outputsOf } from "./define-step.ts";
import { documentSchema, type DocumentNode, type PipelineDocument } from "./document.ts";
import { fixesOf } from "./fixes.ts";
import type { Problem } from "./problems.ts";

const KNOWN = { pipelines: new Set(["shapes", "scoring"]), datasets: new Set(["credit", "churn"]) };
/** Named, so that a new kind changes none of the documents. */
const KINDS =
  "data.load data.split data.transform data.validate control.condition control.switch control.join control.map control.wait control.subpipeline governance.review model.deploy model.evaluate model.register train.tabular train.torch notify.webhook notify.email".split(
    " ",
  );
const VALUES = ["12", -5, 1e9, "true", ["x"], "xgbost", 3.7, true];
const REFERENCES = ["${params.dept}", "${params.depth}", "a ${params.namee} b", "${item.x}"];

/** Pipelines of a few steps of all kinds, wired anyhow, in which several things are wrong. */
const broken = fc.array(fc.nat(9_999), { minLength: 60, maxLength: 160 }).map(build);

function build(tape: readonly number[]): PipelineDocument {
  let at = 0;
  const next = (below: number) => (tape[at++ % tape.length]! + at) % below;
  const pick = <T>(list: readonly T[]): T => list[next(list.length)]!;
  const slip = (text: string) => {
    const place = 1 + next(Math.max(1, text.length - 1));
    return text.slice(0, place) + pick(["", "z", "q"]) + text.slice(place + next(2));
  };
  const nodes: DocumentNode[] = [];
  const wires: { from: string; to: string }[] = [];
  const ends: string[] = [];
  for (let n = 0, count = 2 + next(6); n < count; n++) {
    const step = registry.get(n === 0 ? "data.load" : pick(KINDS))!;
    const id = `step_${n}`;
    const config = structuredClone(step.example) as Record<string, unknown>;
    const map = nodes.find(({ kind }) => kind === "control.map");
    const inside = map && step.kind !== "control.map" && next(2) === 0;
    nodes.push({ id, kind: step.kind, config, ...(inside ? { parent: map.id } : {}) });
    for (const port of Object.keys(step.inputs))
      if (ends.length > 0 && next(5) > 0) wires.push({ from: pick(ends), to: `${id}.${port}` });
    ends.push(...Object.keys(outputsOf(step, config as never)).map((port) => `${id}.${port}`));
  }
  for (let faults = 1 + next(3); faults > 0; faults--) {
    const node = pick(nodes);
    const config = node.config!;
    const wire = wires.length > 0 ? pick(wires) : { from: "", to: "" };
    const field = pick([...Object.keys(config), "nonsense"]);
    [
      () => (config[slip(field)] = config[field] ?? 1),
      () => delete config[field],
      () => (config[field] = pick([...VALUES, ...REFERENCES])),
      () => (config[slip(field)] = pick(REFERENCES)),
      () => wires.splice(wires.indexOf(wire), 1),
      () => (wire.from = slip(wire.from)),
      () => (wire.to = slip(wire.to)),
      () => wires.push({ from: pick(ends), to: wire.to }),
      () => (wire.from = pick(ends)),
      () => (node.parent = pick(nodes).id),
      () => (node.policy = { phase: pick(["finally", "on-failure"] as const) }),
    ][next(11)]!();
  }
  return {
    apiVersion: "penstock/v1",
    name: "p",
    params: { depth: { type: "integer", default: 3 }, name: { type: "string", default: "x" } },
    nodes,
    wires,
    triggers: [
      { id: "after", type: "pipeline", pipeline: pick(["shapez", "scorin", "other"]) },
      { id: "grown", type: "dataset", dataset: pick(["credti", "chrun", "other"]) },
    ],
  };
}

function problemsOf(document: PipelineDocument): string[] {
  return compile(document, registry, { draft: true, localFiles: true, ...KNOWN }).problems.map(
    keyOf,
  );
}

/**
 * What is wrong, and where: the sentence says another thing where another value does not fit, another wire is one too many, or a
 * cycle is told from another step on; a wire's place in their list moves.
 */
function keyOf({ code, message, anchor: { node, port, field = "" } }: Problem): string {
  if (code === "P024") return code;
  const place = [node, port, field.startsWith("wires.") ? "" : field].join(" ");
  if (code === "P012" || code === "P013") return `value ${place}`;
  return code === "P023" || code === "P040" ? `${code} ${place}` : `${code} ${place} ${message}`;
}

/** What only shows once something else is right: nothing leads to a step, stands inside a map, or gives a new param its value. */
const FOLLOWS = /^P025|^P029|^P064/;

test("whatever is wrong, a fix removes it and brings nothing else", () => {
  let applied = 0;
  fc.assert(
    fc.property(broken, (document) => {
      if (!documentSchema.safeParse(document).success) return;
      const text = JSON.stringify(document);
      const { problems } = compile(document, registry, { draft: true, localFiles: true, ...KNOWN });
      const before = problems.map(keyOf);
      for (const problem of problems)
        for (const fix of fixesOf(problem, document, registry, KNOWN)) {
          const after = problemsOf(fix.apply(document));
          const times = (list: string[]) => list.filter((one) => one === keyOf(problem)).length;
          assert.ok(times(after) < times(before), `'${fix.title}' leaves ${keyOf(problem)}`);
          const come = after.filter((one) => !before.includes(one) && !FOLLOWS.test(one));
          assert.deepEqual(come, [], `'${fix.title}' of ${keyOf(problem)}`);
          applied++;
        }
      assert.equal(JSON.stringify(document), text, "the document given stays as it was");
    }),
    { numRuns: 120, seed: 3, endOnFailure: true, includeErrorInReport: true },
  );
  assert.ok(applied > 100, String(applied));
});
