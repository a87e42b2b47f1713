import assert from "node:assert/strict";
import { test } from "node:test";
import { askedOf, readFilters, runsHref } from "./run-filters.ts";

const read = (query: string) => readFilters(new URLSearchParams(query));

test("filters stand in the address and are read from it again", () => {
  const all = "pipeline=credit-risk&status=failed&how=rerun&startedBy=u1&period=7d";
  assert.deepEqual(read(all), {
    pipeline: "credit-risk",
    status: "failed",
    how: "rerun",
    startedBy: "u1",
    period: "7d",
  });
  assert.equal(runsHref(read(all)), `/runs?${all}`);
  assert.deepEqual(read("trigger=trg_1"), { trigger: "trg_1" });
  assert.equal(runsHref({}), "/runs");
});

test("what is no filter in an address is passed over", () => {
  assert.deepEqual(read("status=open&how=magic&period=2w&from=then&to=&pipeline=&startedBy="), {});
});

test("a period of one's own is told by its moments, and goes before another", () => {
  const from = "2026-03-01T00:00:00.000Z";
  assert.deepEqual(read(`from=${from}&period=1h`), { period: "custom", from });
  assert.equal(runsHref({ period: "custom", from }), `/runs?from=${encodeURIComponent(from)}`);
  // Before either of its days is chosen it is shown, and asks for nothing.
  assert.deepEqual(read("period=custom"), { period: "custom" });
  assert.equal(runsHref({ period: "custom" }), "/runs?period=custom");
});

test("the server is asked for moments, a period up to now counted from now", () => {
  const now = Date.parse("2026-03-02T12:00:00.000Z");
  assert.deepEqual(askedOf({ status: "done", period: "24h" }, now), {
    status: "done",
    since: "2026-03-01T12:00:00.000Z",
  });
  const [from, to] = ["2026-03-01T00:00:00.000Z", "2026-03-02T00:00:00.000Z"];
  assert.deepEqual(askedOf({ period: "custom", from, to }, now), { since: from, until: to });
  assert.deepEqual(askedOf({ period: "custom", to }, now), { until: to });
  assert.deepEqual(askedOf({}, now), {});
});
