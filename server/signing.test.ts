import assert from "node:assert/strict";
import { test } from "node:test";
import { isSignedBy, publicKeyPem, sign } from "./signing.ts";

const secret = "a secret of this installation";

test("what was signed is known by the public key alone, and a changed value is not", () => {
  const { signature, keyId } = sign({ a: 1, b: "x" }, secret);
  const key = publicKeyPem(secret);
  assert.match(keyId, /^[0-9a-f]{16}$/);
  assert.equal(isSignedBy(key, { b: "x", a: 1 }, signature), true);
  assert.equal(isSignedBy(key, { b: "x", a: 2 }, signature), false);
  assert.equal(isSignedBy(publicKeyPem("another"), { a: 1, b: "x" }, signature), false);
});

test("the same secret makes the same key, and none makes a clear refusal", () => {
  assert.equal(publicKeyPem(secret), publicKeyPem(secret));
  assert.throws(() => sign({}, ""), /cannot sign/);
});
