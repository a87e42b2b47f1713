import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { after, before, test } from "node:test";
import { StepError } from "../../core/step-error.ts";
import { copyToParquet } from "../../core/tabular/sql.ts";
import type { JsonObject } from "../../core/json.ts";
import { runStep, stepFixture, type StepFixture } from "../../../test/support/step-context.ts";
import { withDuckdb } from "../_shared/duckdb.ts";
import load from "./run.ts";

let fixture: StepFixture;
before(async () => {
  fixture = await stepFixture();
});
after(() => fixture.close());

type Profile = { rows: number; columns: (JsonObject & { name: string })[] };

async function loadText(name: string, content: string | Uint8Array, config: JsonObject = {}) {
  const source = await fixture.write(name, content);
  return runStep(load, fixture.ctx, { source, ...config });
}

function columnsOf(meta: JsonObject): Record<string, string> {
  const columns = meta["columns"] as { name: string; type: string }[];
  return Object.fromEntries(columns.map(({ name, type }) => [name, type]));
}

async function refused(promise: Promise<unknown>, ...parts: (string | RegExp)[]) {
  await assert.rejects(promise, (error: unknown) => {
    assert.ok(error instanceof StepError, String(error));
    for (const part of parts) assert.match(error.message, new RegExp(part));
    assert.doesNotMatch(error.message, /\n|penstock-test-/);
    return true;
  });
}

test("a CSV becomes typed Parquet with its facts and a profile", async () => {
  const { data, profile } = await runStep(load, fixture.ctx, {
    source: "examples/credit-risk/german-credit.csv",
  });
  assert.equal(data!.meta["rows"], 1000);
  assert.equal(data!.meta["columnCount"], 21);
  const types = columnsOf(data!.meta);
  assert.equal(types["credit_amount"], "integer");
  assert.equal(types["creditability"], "text");
  const { columns } = await fixture.ctx.artifacts.json<Profile>(profile!.hash);
  const age = columns.find((column) => column.name === "age_in_years")!;
  assert.equal(age["min"], 19);
  assert.equal(age["max"], 75);
  assert.equal(age["mean"], 35.546);
  assert.deepEqual(age["quantiles"], { p05: 22, p25: 27, p50: 33, p75: 42, p95: 60 });
  const histogram = age["histogram"] as { count: number }[];
  assert.equal(
    histogram.reduce((sum, bin) => sum + bin.count, 0),
    1000,
  );
  const target = columns.find((column) => column.name === "creditability")!;
  assert.deepEqual(target["top"], [
    { value: "good", count: 700 },
    { value: "bad", count: 300 },
  ]);
});

test("the profile holds the largest numbers, and whole ones to the last digit", async () => {
  const values = ["1.5\n1e200\n2.5", "-1.7976931348623157e308\n0\n1.7976931348623157e308"];
  const numbers = [];
  for (const text of [...values, "12345678901234\n12345678901299", "1.7e308\n1.7e308"]) {
    const { profile } = await loadText("large.csv", `v\n${text}\n`);
    const { columns } = await fixture.ctx.artifacts.json<Profile>(profile!.hash);
    const { min, max, mean, std, histogram } = columns[0]!;
    const bins = histogram as { from: number; to: number; count: number }[];
    assert.deepEqual([bins[0]!.from, bins.at(-1)!.to], [min, max]);
    numbers.push({ min, max, mean, std });
  }
  const largest = Number.MAX_VALUE;
  assert.deepEqual(numbers, [
    { min: 1.5, max: 1e200, mean: 3.333333333e199, std: 5.773502692e199 },
    { min: -largest, max: largest, mean: 0, std: null },
    { min: 12345678901234, max: 12345678901299, mean: 12345678900000, std: 45.96194078 },
    { min: 1.7e308, max: 1.7e308, mean: null, std: 0 },
  ]);
});

test("the same file gives the same bytes, whatever the number of threads", async () => {
  const source = "examples/census/adult-train.csv";
  const one = await runStep(load, { ...fixture.ctx, threads: 1 }, { source });
  const four = await runStep(load, { ...fixture.ctx, threads: 4 }, { source });
  assert.equal(one["data"]!.hash, four["data"]!.hash);
  assert.equal(one["profile"]!.hash, four["profile"]!.hash);
});

test("a column of numbers with blanks among them stays text, and the log says which", async () => {
  const { data } = await runStep(load, fixture.ctx, { source: "examples/churn/telco-churn.csv" });
  const types = columnsOf(data!.meta);
  assert.equal(types["TotalCharges"], "text");
  assert.equal(types["Churn"], "text");
  assert.ok(
    fixture.logs.some(({ message }) =>
      /'TotalCharges' is read as text: 11 of 7043 values are not numbers/.test(message),
    ),
  );
});

test("types hold for all rows, however late the one that does not fit comes", async () => {
  const rows = Array.from({ length: 30_000 }, (_, index) => `${index},${index},2024-01-01`);
  const { data } = await loadText(
    "late.csv",
    `a,b,d\n${rows.join("\n")}\n0.5,x,2024-01-02 10:00\n`,
  );
  assert.deepEqual(columnsOf(data!.meta), { a: "number", b: "text", d: "timestamp" });
});

test("values that a narrower type would change stay as they are", async () => {
  const { data } = await loadText(
    "exact.csv",
    "zip,id,answer,flag,when\n00123,12345678901234567890,yes,true,2024-02-29\n10001,1,no,FALSE,2024-03-01\n",
  );
  assert.deepEqual(columnsOf(data!.meta), {
    zip: "text",
    id: "text",
    answer: "text",
    flag: "boolean",
    when: "date",
  });
});

test("semicolons, tabs, Windows line ends, a byte order mark and quoted line breaks are read", async () => {
  const semicolons = await loadText("s.csv", '\ufeffa;b\r\n1;"x;\r\ny"\r\n2;z\r\n');
  assert.deepEqual(columnsOf(semicolons["data"]!.meta), { a: "integer", b: "text" });
  assert.equal(semicolons["data"]!.meta["rows"], 2);
  const tabs = await loadText("t.tsv", "a\tb\n1\t2\n");
  assert.deepEqual(columnsOf(tabs["data"]!.meta), { a: "integer", b: "integer" });
});

test("empty lines before the header are passed over", async () => {
  for (const before of ["\n", "\r\n\r\n", "\ufeff\n\n\n"]) {
    const end = before.includes("\r") ? "\r\n" : "\n";
    for (const [head, names] of [
      [`a,b${end}`, ["a", "b"]],
      ["", ["column_1", "column_2"]],
    ] as const) {
      const { data } = await loadText("blank.csv", `${before}${head}1,2${end}3,4${end}`);
      assert.equal(data!.meta["rows"], 2);
      assert.deepEqual(columnsOf(data!.meta), { [names[0]]: "integer", [names[1]]: "integer" });
    }
  }
  await refused(loadText("blank.csv", "\n\na,b\n1,2\n3\n"), "blank.csv, line 5");
});

test("a file without a header gets numbered columns", async () => {
  const { data } = await loadText("plain.csv", "1,x\n2,y\n");
  assert.deepEqual(columnsOf(data!.meta), { column_1: "integer", column_2: "text" });
  assert.equal(data!.meta["rows"], 2);
});

test("a wanted type changes no number, whatever the file's format", async () => {
  const source = `${fixture.home}/typed.parquet`;
  await withDuckdb(fixture.ctx, ({ query }) =>
    query(
      copyToParquet(
        "SELECT * FROM (VALUES (2.0::DOUBLE, 2.50, 1, 0.0::DOUBLE, '07'), (3.0, 3.00, 0, 1.0, '1.5')) t(whole, price, flag, share, text)",
        source,
      ),
    ),
  );
  const typed = (types: JsonObject) => runStep(load, fixture.ctx, { source, types });
  const { data } = await typed({ whole: "integer", flag: "boolean", share: "boolean" });
  const types = columnsOf(data!.meta);
  assert.deepEqual(
    ["whole", "flag", "share"].map((name) => types[name]),
    ["integer", "boolean", "boolean"],
  );
  await refused(typed({ price: "integer" }), "row 1: '2.50' in column 'price' does not read as");
  await refused(typed({ text: "integer" }), "row 2: '1.5' in column 'text' does not read as");
  await refused(typed({ whole: "boolean" }), "row 1: '2.0' in column 'whole' does not read as");
  for (const [value, type] of [
    ["1.5", "integer"],
    ["0.3", "boolean"],
    ["7", "boolean"],
  ] as const)
    await refused(
      loadText("typed.jsonl", `{"x":1}\n{"x":${value}}\n`, { types: { x: type } }),
      `row 2: '${value}' in column 'x' does not read as ${type}`,
    );
  const mixed = '{"x":7,"y":true}\n{"x":"8","y":"false"}\n';
  const both: JsonObject = { x: "integer", y: "boolean" };
  const texts = await loadText("mixed.jsonl", mixed, { types: both });
  assert.deepEqual(columnsOf(texts["data"]!.meta), both);
  await refused(
    loadText("mixed.jsonl", `${mixed}{"x":1.5}\n`, { types: both }),
    "row 3: '1.5' in column 'x' does not read as integer",
  );
  await refused(
    loadText("mixed.jsonl", `${mixed}{"y":0.3}\n`, { types: both }),
    "row 3: '0.3' in column 'y' does not read as boolean",
  );
});

test("wanted types and values that mean missing are obeyed", async () => {
  const { data, profile } = await loadText("want.csv", "a,b\n1,?\n2,4\n", {
    types: { a: "text" },
    nullValues: ["?"],
  });
  assert.deepEqual(columnsOf(data!.meta), { a: "text", b: "integer" });
  const { columns } = await fixture.ctx.artifacts.json<Profile>(profile!.hash);
  assert.equal(columns[1]!["nulls"], 1);
  await refused(
    loadText("unfit.csv", "a\n1\ntwo\n", { types: { a: "number" } }),
    /unfit\.csv, row 2: 'two' in column 'a' does not read as number/.source,
  );
  await refused(loadText("unknown.csv", "a\n1\n", { types: { z: "number" } }), "no column 'z'");
});

test("a type is wanted of a column, whatever it is called", async () => {
  for (const name of ["number", "place", "value"]) {
    const { data } = await loadText("named.csv", `${name},b\n007,2\n3,4\n`, {
      types: { [name]: "integer" },
    });
    assert.equal(columnsOf(data!.meta)[name], "integer");
    await refused(
      loadText("named.csv", `${name},b\n1,2\nx,4\n`, { types: { [name]: "integer" } }),
      `row 2: 'x' in column '${name}'`,
    );
  }
});

test("JSON lines and Parquet are read", async () => {
  const { data } = await loadText("r.jsonl", '{"a":1,"b":"x"}\n\n{"a":2.5,"b":null}\n');
  assert.deepEqual(columnsOf(data!.meta), { a: "number", b: "text" });
  assert.equal(data!.meta["rows"], 2);
  const again = await runStep(load, fixture.ctx, {
    source: fixture.ctx.artifacts.path(data!.hash),
  });
  assert.equal(again["data"]!.hash, data!.hash);
});

test("a broken CSV row is refused with its line, what is wrong, and the row", async () => {
  await refused(
    loadText("short.csv", "a,b,c\n1,2,3\n4,5\n6,7,8\n"),
    /^short\.csv, line 3: 3 columns expected, 2 found \(“4,5”\); correct or remove/.source,
  );
  await refused(
    loadText("long.csv", "a,b\n1,2\n4,5,6\n"),
    "long.csv, line 3: 2 columns expected, 3 found",
  );
  await refused(
    loadText("open.csv", 'a,b\n1,2\n4,"5\n6,7\n'),
    "open.csv, line 3: a quotation mark",
  );
});

test("an empty file, only blanks, and a header alone are refused", async () => {
  await refused(loadText("empty.csv", ""), /^empty\.csv is empty \(0 bytes\)/.source);
  await refused(loadText("blank.csv", "\n \n"), "blank.csv holds only blanks");
  await refused(loadText("blank.jsonl", "\n\n"), "blank.jsonl holds only blanks");
  await refused(loadText("header.csv", "a,b\n"), "header.csv has a header but no rows");
});

test("another encoding than UTF-8 is refused with the line", async () => {
  const latin = Buffer.concat([
    Buffer.from("a,b\n1,x\n2,"),
    Buffer.from([0xe9]),
    Buffer.from("t\n"),
  ]);
  await refused(loadText("latin.csv", latin), "latin.csv, line 3: the text is not UTF-8");
  await refused(loadText("wide.csv", Buffer.from("\ufeffa,b\n1,2\n", "utf16le")), "UTF-16");
});

test("archives, spreadsheets and binaries are refused by name", async () => {
  await refused(loadText("a.csv", Buffer.from([0x1f, 0x8b, 8, 0])), "gzip");
  await refused(loadText("a.csv", Buffer.from([0x50, 0x4b, 3, 4, 0])), "Excel");
  await refused(loadText("a.csv", Buffer.from([65, 0, 66])), "byte 2 is zero");
  await refused(loadText("a.parquet", "a,b\n1,2\n"), "not a Parquet file");
});

test("half-written Parquet is refused", async () => {
  const { data } = await runStep(load, fixture.ctx, {
    source: "examples/credit-risk/german-credit.csv",
  });
  const whole = await readFile(fixture.ctx.artifacts.path(data!.hash));
  await refused(
    loadText("half.parquet", whole.subarray(0, Math.floor(whole.length / 2))),
    "half.parquet is not a complete Parquet file",
  );
});

test("a broken JSON line is refused with its number", async () => {
  await refused(
    loadText("deep.jsonl", `{"a": 1, "b": ${"[".repeat(13)}1${"]".repeat(13)}}\n`),
    "Column 'b' holds lists or records in one another, 13 deep, and 12 can be read",
  );
  await refused(
    loadText("b.jsonl", '{"a":1}\n{"a":2,"b":\n{"a":3}\n'),
    "b.jsonl, line 2: this is not a whole JSON object",
  );
  await refused(loadText("c.jsonl", '{"a":1}\n[1,2]\n'), "c.jsonl, line 2");
});

test("JSON lines with a byte order mark, an empty key, or keys that differ in case are refused with the reason", async () => {
  await refused(
    loadText("bom.jsonl", '\ufeff{"a":1}\n'),
    "bom.jsonl, line 1: the file begins with a byte order mark",
  );
  await refused(loadText("e.jsonl", '{"b":1}\n{"":1,"b":2}\n'), "e.jsonl, line 2: a key is empty");
  await refused(
    loadText("case.jsonl", '{"a":1}\n\n{"b":1}\n{"A":4}\n'),
    "case.jsonl, line \\d: the keys 'a' and 'A' differ in upper and lower case alone",
  );
  const { data } = await loadText("names.jsonl", '{"a":1,"a_1":2,"C0":3}\n\n{"a":4}\n');
  assert.deepEqual(Object.keys(columnsOf(data!.meta)), ["a", "a_1", "C0"]);
  for (const [key, beside] of [
    ["x_1", "y"],
    ["x_1", "X"],
    ["C1", "y"],
  ]) {
    const blank = await loadText("blank.jsonl", `{"${key}":1}\n  \n{"${key}":2,"${beside}":3}\n`);
    assert.deepEqual(Object.keys(columnsOf(blank.data!.meta)), [key, beside]);
  }
  await refused(
    loadText("blanks.jsonl", '{"b":1}\n  \n{"":1}\n'),
    "blanks.jsonl, line 3: a key is empty",
  );
});

test("doubled column names are refused, whatever their case", async () => {
  await refused(
    loadText("twice.csv", "id,name,ID\n1,a,2\n"),
    "columns 1 and 3 are both called 'ID'",
  );
});

test("a source that is not there is refused", async () => {
  await refused(runStep(load, fixture.ctx, { source: "dataset:nowhere" }), "no dataset or file");
});

test("a cancelled run stops reading", async () => {
  const own = await stepFixture();
  const pending = withDuckdb(own.ctx, ({ query }) =>
    query("SELECT sum(sqrt(i)) FROM range(100000000000) t(i)"),
  );
  own.abort(new Error("cancelled by a person"));
  await assert.rejects(pending, /cancelled by a person/);
  await own.close();
});
