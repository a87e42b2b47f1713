import assert from "node:assert/strict";
import { test } from "node:test";
import type { Connection } from "./client.ts";
import { printLogs } from "./run.ts";

test("a log is followed by what is new in it alone, until the run has ended", async () => {
  const pages = [
    { lines: ["a", "b"], nextAfter: "1-2", ended: false },
    { lines: [], nextAfter: "1-2", ended: false },
    { lines: ["c"], nextAfter: "2-3", ended: true },
    { lines: [], nextAfter: "2-3", ended: true },
  ];
  const asked: object[] = [];
  const query = (page: object) => {
    asked.push(page);
    return Promise.resolve(pages.shift());
  };
  const connection = { api: { runs: { logs: { query } } } } as unknown as Connection;
  const { json } = await printLogs(connection, "run_1", { follow: true, json: true });
  assert.deepEqual(json, ["a", "b", "c"]);
  const follows = [true, true, true, false];
  assert.deepEqual(
    asked,
    [undefined, "1-2", "1-2", "2-3"].map((after, at) => ({
      id: "run_1",
      after,
      follow: follows[at],
      limit: 5_000,
    })),
  );
});
