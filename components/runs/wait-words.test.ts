import assert from "node:assert/strict";
import { test } from "node:test";
import { itemWaitWords, placeWords, sinceWords, untilWords } from "./wait-words.ts";

const now = new Date(2026, 10, 21, 13, 53, 0).getTime();
const at = (...[hour, minute]: [number, number]) =>
  new Date(2026, 10, 21, hour, minute).toISOString();

test("a place in a line is an ordinal, and says what takes the room", () => {
  const place = { key: "pipeline:credit-risk", since: at(12, 0) };
  assert.equal(
    placeWords({ ...place, place: 2, held: 1, limit: 1 }),
    "2nd in line behind other runs of credit-risk, 1 of 1 under way",
  );
  assert.equal(
    placeWords({ ...place, key: "key:licence", place: 1 }),
    "1st in line behind other steps with the concurrency key licence",
  );
  const first = (count: number) => placeWords({ ...place, place: count }).split(" ")[0];
  assert.deepEqual([1, 3, 4, 11, 12, 13, 21, 112].map(first), [
    "1st",
    "3rd",
    "4th",
    "11th",
    "12th",
    "13th",
    "21st",
    "112th",
  ]);
});

test("a wait for a time says until when and how long that is", () => {
  assert.equal(untilWords(at(14, 5), now), "until 14:05, in 12 m 00 s");
  assert.equal(untilWords(at(13, 0), now), "any moment");
  assert.match(untilWords(new Date(2026, 10, 23, 9, 0).toISOString(), now), /23 Nov 2026.*in 1 d/);
});

test("an item says which of its steps waits, and for what", () => {
  const words = (waits: { event?: string; until?: string; reason: string | null }) =>
    itemWaitWords({ node: "fit", ...waits }, now);
  const reason = "a slot of key:licence";
  assert.equal(words({ event: "go", reason: "go" }), "fit: the event go");
  assert.equal(words({ until: at(14, 5), reason }), "fit: until 14:05, in 12 m 00 s");
  assert.equal(words({ reason }), "fit: a slot of key:licence");
  assert.equal(words({ reason: null }), "fit: an event");
});

test("since when is a clock time today and a date before", () => {
  assert.equal(sinceWords(at(12, 3), now), "since 12:03");
  assert.match(sinceWords(new Date(2026, 10, 20, 12, 3).toISOString(), now), /20 Nov 2026/);
});
