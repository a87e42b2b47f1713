import assert from "node:assert/strict";
import { test } from "node:test";
import { fileError } from "./file-errors.ts";

test("a message of the database becomes one sentence without the file's path", () => {
  const error = fileError(
    new Error('IO Error: something odd in "/data/x/abc" happened\n\nLINE 1: SELECT …'),
    "people.csv",
    "/data/x/abc",
  );
  assert.equal(error.type, "bad-data");
  assert.equal(
    error.message,
    'people.csv cannot be read: something odd in "people.csv" happened. Check the file and its format.',
  );
});

test("a full disk is worth another try; too little memory is not the data's fault", () => {
  const full = fileError(new Error("IO Error: No space left on device"), "a.csv", "/a");
  assert.equal(full.type, "transient");
  const memory = fileError(new Error("Out of Memory Error: failed to allocate"), "a.csv", "/a");
  assert.equal(memory.type, "oversized");
});
