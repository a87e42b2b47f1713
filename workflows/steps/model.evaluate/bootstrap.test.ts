import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { test } from "node:test";
import fc from "fast-check";
import type { Metrics } from "../../core/metrics.ts";
import { pairedDifference, percentileInterval, type Evaluated } from "../../core/intervals.ts";
import { bootstrap } from "./bootstrap.ts";
import { countedClassification } from "./counted-classification.ts";
import type { Judge } from "./judge.ts";
import { countedRegression } from "./counted-regression.ts";
import { classificationMetrics, selectRows, type Scored } from "./metrics.ts";
import { regressionMetrics } from "./regression.ts";
import { drawPart, Resampler } from "./resample.ts";

const SEED = "7f83b1657ff1fc53b92dc18148a1d65dfc2d4b1fa3d677284addd200126d9069";
const OTHER = "1b4f0e9851971998e732078544c96b36c3d01cedf7caa332359d6f1d83567014";
const signal = new AbortController().signal;

function near(a: Metrics, b: Metrics): void {
  assert.deepEqual(Object.keys(a).sort(), Object.keys(b).sort());
  for (const [name, value] of Object.entries(b))
    if (value === null || a[name] === null) assert.equal(a[name], value, name);
    else assert.ok(Math.abs(a[name]! - value) < 1e-9, `${name}: ${a[name]} and ${value}`);
}

/** The rows, each as often as it was drawn. */
const repeated = (counts: Uint8Array) =>
  Int32Array.from([...counts].flatMap((count, row) => Array.from({ length: count }, () => row)));

const scoredOf = (classes: number) =>
  fc
    .array(
      fc.tuple(
        fc.integer({ min: 0, max: classes - 1 }),
        // Few values, so that scores tie often.
        fc.array(fc.integer({ min: 0, max: 5 }), { minLength: classes, maxLength: classes }),
      ),
      { minLength: 1, maxLength: 40 },
    )
    .map((rows): Scored => ({
      classes,
      truth: Int32Array.from(rows, ([of]) => of),
      probabilities: Float32Array.from(rows.flatMap(([, scores]) => scores.map((n) => n / 5))),
    }));

for (const [classes, positive] of [
  [2, 1],
  [3, null],
  [3, 1],
] as const)
  test(`the figures of drawn rows are those of the rows repeated, with ${classes} classes, ${positive === null ? "none" : "one"} positive`, () => {
    fc.assert(
      fc.property(scoredOf(classes), fc.stringMatching(/^[0-9a-f]{32}$/), (scored, seed) => {
        const counts = new Resampler(scored.truth.length, seed).draw();
        near(
          countedClassification(scored, positive)(counts),
          classificationMetrics(selectRows(scored, repeated(counts)), positive),
        );
      }),
      { numRuns: 200 },
    );
  });

test("the figures of drawn rows are those of the rows repeated, of a regression", () => {
  const values = fc.array(
    fc.tuple(fc.integer({ min: -50, max: 50 }), fc.integer({ min: -50, max: 50 })),
    {
      minLength: 1,
      maxLength: 40,
    },
  );
  fc.assert(
    fc.property(values, (rows) => {
      const truth = Float64Array.from(rows, ([value]) => 1e6 + value);
      const predicted = Float64Array.from(rows, ([, value]) => 1e6 + value);
      const counts = new Resampler(rows.length, SEED).draw();
      const some = repeated(counts);
      near(
        countedRegression(truth, predicted)(counts),
        regressionMetrics(
          Float64Array.from(some, (row) => truth[row]!),
          Float64Array.from(some, (row) => predicted[row]!),
        ),
      );
    }),
    { numRuns: 200 },
  );
});

test("a draw takes as many rows as there are, every row as likely as another", () => {
  const resampler = new Resampler(50, SEED);
  const times = new Float64Array(50);
  for (let round = 0; round < 2_000; round++) {
    const counts = resampler.draw();
    assert.equal(
      counts.reduce((sum, count) => sum + count, 0),
      50,
    );
    for (const [row, count] of counts.entries()) times[row]! += count;
  }
  // 2,000 expected, standard deviation 44.
  for (const count of times) assert.ok(Math.abs(count - 2_000) < 250, String(count));
});

test("a part takes each row at most once, in order, every row as likely as another", () => {
  const times = new Float64Array(50);
  for (let round = 0; round < 2_000; round++) {
    const part = drawPart(50, 20, createHash("sha256").update(String(round)).digest("hex"));
    assert.deepEqual(part, Int32Array.from(new Set(part)).sort());
    for (const row of part) times[row]!++;
  }
  // 800 expected, standard deviation 22.
  for (const count of times) assert.ok(Math.abs(count - 800) < 125, String(count));
});

/** A judge of a regression whose truth is 0 and which predicts these. */
function judgeOf(predicted: Float64Array): Judge {
  const some = (rows?: Int32Array) =>
    rows ? Float64Array.from(rows, (row) => predicted[row]!) : predicted;
  const zeros = (of: Float64Array) => new Float64Array(of.length);
  return {
    details: () => ({ confusion: null, roc: [], pr: [], calibration: [] }),
    metrics: (rows) => regressionMetrics(zeros(some(rows)), some(rows)),
    resampled: (rows) => ({
      metrics: countedRegression(zeros(some(rows)), some(rows)),
      passes: 1,
    }),
  };
}

/** One row in so many is wrong by 1, here and there. */
const wrongOnceIn = (every: number, rows: number) =>
  Float64Array.from({ length: rows }, (_, row) => (((row * 7919) % 1009) % every ? 0 : 1));

for (const [rows, resamples] of [
  [1_000, 200],
  [4_000, 125],
  [80_000, 100],
] as const)
  test(`the interval of a mean of ${rows} rows is that of theory, the same each time, and another with other data`, async () => {
    const predicted = Float64Array.from({ length: rows }, (_, row) =>
      (row * 7919) % 1009 < 504 ? 0 : 1,
    );
    const judge = judgeOf(predicted);
    const first = await bootstrap(judge, judge.metrics(), { rows, data: SEED, signal });
    assert.equal(first.resamples, resamples);
    const { low, high } = first.intervals["mae"]!;
    const width = 2 * 1.96 * Math.sqrt(0.25 / rows);
    assert.ok(Math.abs((high - low) / width - 1) < 0.25, `${high - low} and ${width}`);
    const { mae } = judge.metrics();
    assert.ok(low < mae! && mae! < high);
    assert.deepEqual(await bootstrap(judge, judge.metrics(), { rows, data: SEED, signal }), first);
    const other = await bootstrap(judge, judge.metrics(), { rows, data: OTHER, signal });
    assert.notDeepEqual(other.replicates, first.replicates);
  });

test("the part that stands for many rows follows no period in them", async () => {
  const rows = 10_000;
  for (const period of [2, 3, 10]) {
    const judge = judgeOf(
      Float64Array.from({ length: rows }, (_, row) => Number(row % period < 1)),
    );
    const of = await bootstrap(judge, judge.metrics(), { rows, data: SEED, signal });
    const { low, high } = of.intervals["mae"]!;
    const width = 2 * 1.96 * Math.sqrt((1 / period) * (1 - 1 / period) * (1 / rows));
    assert.ok(Math.abs((high - low) / width - 1) < 0.25, `${high - low} and ${width}`);
  }
});

test("an interval stays within what its metric can be", async () => {
  const rows = 20_000;
  const wrong = new Float64Array(rows);
  // Few, and all of them in the part: its replicates lie further apart than those of all rows would.
  for (const row of drawPart(rows, 5_000, SEED.slice(32)).subarray(0, 2)) wrong[row] = 1;
  const { metrics, resampled } = judgeOf(wrong);
  const figures = ({ mae }: Metrics): Metrics => ({ mae: mae!, accuracy: 1 - mae!, r2: 1 - mae! });
  const judge: Judge = {
    details: () => ({ confusion: null, roc: [], pr: [], calibration: [] }),
    metrics: (some) => figures(metrics(some)),
    resampled: (some) => {
      const of = resampled(some);
      return { ...of, metrics: (counts) => figures(of.metrics(counts)) };
    },
  };
  const { intervals } = await bootstrap(judge, judge.metrics(), { rows, data: SEED, signal });
  assert.equal(intervals["mae"]!.low, 0);
  assert.ok(intervals["mae"]!.high > 0.0001);
  assert.equal(intervals["accuracy"]!.high, 1);
  assert.equal(intervals["r2"]!.high, 1);
});

test("a figure that most draws leave undefined has no interval", () => {
  assert.equal(percentileInterval([null, null, 0.5], 0.95), null);
  assert.deepEqual(percentileInterval([0.5, 0.5, null], 0.95), { low: 0.5, high: 0.5 });
  const hundred = Array.from({ length: 101 }, (_, at) => at);
  const { low, high } = percentileInterval(hundred, 0.9)!;
  assert.deepEqual([low, high].map(Math.round), [5, 95]);
});

test("two models on the same rows are compared draw by draw, which is sharper than their intervals", async () => {
  const rows = 1_000;
  const evaluated = async (every: number, data: string): Promise<Evaluated> => {
    const judge = judgeOf(wrongOnceIn(every, rows));
    return {
      target: "y",
      rows,
      positive: null,
      metrics: judge.metrics(),
      bootstrap: await bootstrap(judge, judge.metrics(), { rows, data, signal }),
    };
  };
  const [a, b] = [await evaluated(10, SEED), await evaluated(5, SEED)];
  const found = pairedDifference(a, b, "mae")!;
  assert.ok(Math.abs(found.difference - -0.1) < 0.01);
  assert.ok(found.low < found.difference && found.high > found.difference && found.high < 0);
  const width = (of: Evaluated) => {
    const { low, high } = of.bootstrap!.intervals["mae"]!;
    return high - low;
  };
  assert.ok(found.high - found.low < Math.hypot(width(a), width(b)));
  assert.equal(pairedDifference(a, await evaluated(5, OTHER), "mae"), null);
  assert.equal(pairedDifference(a, { ...b, bootstrap: undefined }, "mae"), null);
});

test("evaluations whose part of the rows was drawn otherwise are not paired", async () => {
  const evaluated = async (rows: number): Promise<Evaluated> => {
    const judge = judgeOf(wrongOnceIn(10, rows));
    const metrics = judge.metrics();
    const made = await bootstrap(judge, metrics, { rows, data: SEED, signal });
    return { target: "y", rows, positive: null, metrics, bootstrap: made };
  };
  /** As an earlier release recorded it. */
  const before = ({ bootstrap: made, ...rest }: Evaluated): Evaluated => {
    const { part: _part, ...recorded } = made!;
    return { ...rest, bootstrap: recorded };
  };
  const [few, many] = [await evaluated(5_000), await evaluated(5_001)];
  assert.ok(pairedDifference(few, before(few), "mae"));
  assert.ok(pairedDifference(many, many, "mae"));
  assert.equal(pairedDifference(many, before(many), "mae"), null);
});
