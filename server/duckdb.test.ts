import assert from "node:assert/strict";
import { test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { duckdbLender } from "./duckdb.ts";
import type { PenstockError } from "./errors.ts";

const limits = { memory: "1GB", seconds: 60, atOnce: 2, instead: "ask for less" };
const LONG = "SELECT sum(hash(a.range, b.range)) FROM range(10000000) a, range(10000000) b";
const refused = (sentence: RegExp) => (error: PenstockError) => {
  assert.equal(error.code, "too-large");
  assert.match(error.message, sentence);
  return true;
};

test("work that takes too long is stopped and says so, whatever it makes of that itself", async () => {
  const lend = duckdbLender({ ...limits, seconds: 0.3 });
  const sentence = /^Adding up takes longer than 0.3 seconds and was stopped: ask for less\.$/;
  const works: Parameters<typeof lend>[1][] = [
    ({ query }) => query(LONG),
    ({ query }) =>
      query(LONG).catch(() => {
        throw new Error("a.csv cannot be read: Interrupted!");
      }),
    ({ query }) => query(LONG).catch(() => query(LONG)),
    async ({ query }) => {
      await sleep(500);
      return query("SELECT 1");
    },
  ];
  for (const work of works) await assert.rejects(lend("Adding up", work), refused(sentence));
});

test("work that takes too much memory says so, also where another error hides that", async () => {
  const lend = duckdbLender({ ...limits, memory: "20MB" });
  await assert.rejects(
    lend("Listing", ({ query }) =>
      query("SELECT len(list(range)) FROM range(50000000)").catch((cause: unknown) => {
        throw new Error("a.csv is too large for this worker.", { cause });
      }),
    ),
    refused(/^Listing takes more than the 20MB of memory that the server has for it: ask for less/),
  );
});

test("more work waits for its turn, which also comes after work that failed", async () => {
  const lend = duckdbLender(limits);
  let working = 0;
  let most = 0;
  let meet = () => {};
  const both = new Promise<void>((resolve) => (meet = resolve));
  const works = Array.from({ length: 6 }, (_, index) =>
    lend("Counting", async ({ query }) => {
      most = Math.max(most, ++working);
      if (working === 2) meet();
      await both;
      await query("SELECT 1");
      await sleep(50);
      working -= 1;
      if (index % 2) throw new Error("odd");
      return index;
    }),
  );
  const ended = await Promise.allSettled(works);
  assert.deepEqual(
    ended.map(({ status }) => status),
    [0, 1, 2, 3, 4, 5].map((index) => (index % 2 ? "rejected" : "fulfilled")),
  );
  assert.equal(most, 2);
});
