import assert from "node:assert/strict";
import { test } from "node:test";
import { isOutage, outlast } from "./outlast.ts";

const failure = (code: string) =>
  new Error("Failed query", { cause: Object.assign(new Error("the driver's"), { code }) });
const never = new AbortController().signal;

test("a call is made again until the database is back", async () => {
  const codes = ["ECONNREFUSED", "57P03"];
  const answer = await outlast(never, () => {
    const code = codes.shift();
    return code ? Promise.reject(failure(code)) : Promise.resolve("back");
  });
  assert.equal(answer, "back");
});

test("a refusal by the database is passed on at once", async () => {
  let calls = 0;
  await assert.rejects(
    outlast(never, () => {
      calls++;
      return Promise.reject(failure("23505"));
    }),
  );
  assert.equal(calls, 1);
});

test("whoever is cancelled waits for no database", async () => {
  const stop = new AbortController();
  const waiting = outlast(stop.signal, () => Promise.reject(failure("CONNECTION_CLOSED")));
  stop.abort();
  await assert.rejects(waiting, /Failed query/);
});

test("an outage is told from a fault of ours", () => {
  assert.ok(isOutage(failure("08006")));
  assert.ok(!isOutage(new Error("no code")));
  // The pool was closed by us.
  assert.ok(!isOutage(failure("CONNECTION_ENDED")));
});
