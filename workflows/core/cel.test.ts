import assert from "node:assert/strict";
import test from "node:test";
import { celProblem, evaluateCel } from "./cel.ts";
import type { Json } from "./json.ts";

const TEN = "[0, 1, 2, 3, 4, 5, 6, 7, 8, 9]";

function loops(depth: number, macro = "all"): string {
  return Array.from({ length: depth }).reduce<string>(
    (inner, _one, index) => `${TEN}.${macro}(v${index}, ${inner})`,
    "true",
  );
}

function value(expression: string, bindings: Record<string, Json> = {}): unknown {
  const outcome = evaluateCel(expression, bindings);
  return outcome.ok ? outcome.value : outcome.message;
}

test("two loops may stand in each other, and as many one after the other as are wanted", () => {
  for (const macro of ["all", "exists", "exists_one", "map", "filter"]) {
    assert.equal(celProblem(loops(2, macro)), null);
    assert.match(celProblem(loops(3, macro))!, /stand 3 deep in each other; 2 are allowed/);
  }
  const chain = "params.list.map(x, x * 2).filter(x, x > 3).map(x, x + 1).all(x, x > 0)";
  assert.equal(celProblem(chain), null);
  assert.equal(celProblem(`${loops(2)} && ${loops(2)}`), null);
  assert.match(celProblem(`${TEN}.map(x, ${loops(2)}).all(y, y)`)!, /3 deep/);
  assert.equal(celProblem("has(params.a.b) && [1, 2][0] == 1"), null);
  assert.equal(celProblem(`${"1+".repeat(999)}1`), null);
  assert.equal(value(`${"1+".repeat(999)}1 == 1000`), true);
});

/** What this process has cost the processor: unlike the clock, it says nothing of other programs. */
const cpuMs = () => process.cpuUsage().user / 1_000;

test("what would keep the parser is refused before it is parsed", () => {
  const began = cpuMs();
  assert.match(celProblem("1 + ".repeat(1_000) + "1")!, /4001 characters; 2000 are allowed/);
  for (const opening of ["(", "[a,", "[[a],", "{1:", "f("])
    assert.match(celProblem(opening.repeat(200))!, /more than 30 brackets/);
  // A bracket in a text or a comment is none.
  const deep = "[-".repeat(450);
  for (const text of [`")"+`, `r'\\)'+`, `""")"""+`, `"\\")"+`, `')'+`, `// )\n`])
    assert.match(celProblem(text.replace(")", ")".repeat(900)) + deep)!, /more than 30 brackets/);
  assert.match(celProblem(`"a"inr"\\"||${deep}"`)!, /more than 30 brackets/);
  const name = "(a)[b]((".repeat(40);
  assert.equal(celProblem(`params.name.matches("${name}") // ${name}\n`), null);
  assert.ok(cpuMs() - began < 10_000);
});

test("an evaluation ends, whatever it is given", () => {
  const long = Array.from({ length: 5_000 }, (_, index) => index);
  const doubled = (start: string, times: number, twice: string) =>
    `[${start}]${`.map(x, ${twice})`.repeat(times)}`;
  const twin = doubled("1", 60, "[x, x]");
  for (const expression of [
    loops(8),
    loops(7, "map"),
    "list.all(a, list.all(b, a + b >= 0.0))",
    "list.all(a, list.all(b, true)) || true",
    `${doubled("[1]", 60, "x + x")}.all(x, x.all(y, y == 1))`,
    `size(${doubled("'ab'", 60, "x + x")}[0]) > 3`,
    `${twin} == ${twin}`,
    `${twin} in [${twin}]`,
    `"${"x".repeat(500)}".matches("${"(x?){1000}".repeat(90)}$")`,
  ]) {
    const began = cpuMs();
    assert.match(String(value(expression, { list: long })), /takes too long/, expression);
    assert.ok(cpuMs() - began < 10_000, expression);
  }
});

test("what pipelines ask is far from that", () => {
  const names = Array.from({ length: 2_000 }, (_, index) => `customer_${index}`);
  const bindings = { names, keep: ["customer_7"], index: 3 };
  assert.equal(value('names.all(name, name.matches("^customer_[0-9]{1,6}$"))', bindings), true);
  assert.equal(value("names.exists(name, keep.exists(one, one == name))", bindings), true);
  assert.equal(value("size(names.filter(name, name in keep)) == 1", bindings), true);
  assert.equal(value('names.map(name, name + "!")[0] == "customer_0!"', bindings), true);
  assert.equal(value("names == names && index % 2 == 1", bindings), true);
  assert.match(String(value("missing > 1", bindings)), /unresolved attribute/);
  assert.match(String(value('"a".size() > "b"', bindings)), /no matching overload/);
});
