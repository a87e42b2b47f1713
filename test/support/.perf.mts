import { stepBench, runStep } from "/work/main/test/support/step-context.ts";
import { withDuckdb } from "/work/main/workflows/steps/_shared/duckdb.ts";
import load from "/work/main/workflows/steps/data.load/run.ts";
import validate from "/work/main/workflows/steps/data.validate/run.ts";
import split from "/work/main/workflows/steps/data.split/run.ts";
import fs from "node:fs";
const bench = await stepBench();
const N = Number(process.argv[2] ?? 1e6);
const cols = [...Array(20)]
  .map((_, i) =>
    i % 4 === 0
      ? `(hash(range*20+${i})%100000)/100.0 AS c${i}`
      : i % 4 === 1
        ? `(hash(range*20+${i})%1000)::INT AS c${i}`
        : i % 4 === 2
          ? `'cat'||(hash(range*20+${i})%50) AS c${i}`
          : `DATE '2020-01-01'+(hash(range*20+${i})%1000)::INT AS c${i}`,
  )
  .join(",");
await withDuckdb(bench.ctx, ({ query }) =>
  query(`COPY (SELECT range AS id, ${cols} FROM range(${N})) TO '${bench.home}/p.csv' (header)`),
);
console.log("csv MB", fs.statSync(bench.home + "/p.csv").size / 1e6);
const t = async (n: string, f: () => Promise<any>) => {
  const s = Date.now();
  const r = await f();
  console.log(n, Date.now() - s, "ms rss", Math.round(process.memoryUsage().rss / 1e6));
  return r;
};
const { data } = await t("load+profile", () =>
  runStep(load, bench.ctx, { source: bench.home + "/p.csv" }),
);
console.log(JSON.stringify(data.meta).slice(0, 300));
const checks: any[] = [];
for (let i = 0; i < 20; i++) {
  const c = `c${i}`;
  checks.push(
    i % 4 === 0
      ? { check: "range", column: c, min: 0, max: 1000 }
      : i % 4 === 1
        ? { check: "range", column: c, min: 0, max: 999 }
        : i % 4 === 2
          ? i % 8 === 2
            ? { check: "in_set", column: c, values: [...Array(50)].map((_, k) => "cat" + k) }
            : { check: "regex", column: c, pattern: "^cat[0-9]+$" }
          : { check: "not_null", columns: [c] },
  );
}
if (N <= 2e6) {
  for (let k = 0; k < 3; k++)
    await t("validate 20", () => runStep(validate, bench.ctx, { checks }, { data }));
  await t("validate +unique", () =>
    runStep(
      validate,
      bench.ctx,
      { checks: [...checks, { check: "unique", columns: ["id"] }] },
      { data },
    ),
  );
  await t("validate tol", () =>
    runStep(
      validate,
      bench.ctx,
      { checks: [...checks, { check: "range", column: "c1", min: 100, mostly: 0.5 }] },
      { data },
    ),
  );
}
await t("split", () => runStep(split, bench.ctx, { method: "random" }, { data }));
await bench.close();
