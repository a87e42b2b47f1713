import assert from "node:assert/strict";
import { test } from "node:test";
import { internalToken, readInternalToken } from "./token.ts";

const secret = "a".repeat(32);

test("an internal token speaks for its workspace for a minute", () => {
  const token = internalToken(secret, "default", 1_000);
  assert.equal(readInternalToken(secret, token, 2_000), "default");
  assert.equal(readInternalToken(secret, token, 62_000), null);
});

test("an internal token of another secret, workspace or time is refused", () => {
  const token = internalToken(secret, "default", 1_000);
  assert.equal(readInternalToken("b".repeat(32), token, 2_000), null);
  const [, expires, signature] = token.split(".");
  const other = Buffer.from("other").toString("base64url");
  assert.equal(readInternalToken(secret, `pi_${other}.${expires}.${signature}`, 2_000), null);
  assert.equal(readInternalToken(secret, token.replace(/\.\d+\./, ".99999999."), 2_000), null);
});
