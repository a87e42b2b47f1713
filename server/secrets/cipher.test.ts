import assert from "node:assert/strict";
import { test } from "node:test";
import { PenstockError } from "../errors.ts";
import { decrypt, encrypt } from "./cipher.ts";

const secret = "a".repeat(32);

test("what is encrypted reads back, holds nothing of the text, and differs each time", () => {
  for (const text of ["", "hunter2", "smtp://ü:ø@mail.example.com — 🔑", "x".repeat(10_000)]) {
    const encrypted = encrypt(text, secret);
    assert.match(encrypted, /^penstock\.v1\.[\w-]+$/);
    if (text) assert.ok(!encrypted.includes(Buffer.from(text).toString("base64url")));
    assert.equal(decrypt(encrypted, secret), text);
    assert.notEqual(encrypt(text, secret), encrypted);
  }
});

test("another key, a changed byte, a cut text or no PENSTOCK_SECRET is refused with what to do", () => {
  const encrypted = encrypt("hunter2", secret);
  const bytes = Buffer.from(encrypted.slice("penstock.v1.".length), "base64url");
  const changed = bytes.map((byte, i) => (i === bytes.length - 1 ? byte ^ 1 : byte));
  const unreadable = [
    [encrypted, "b".repeat(32)],
    [`penstock.v1.${Buffer.from(changed).toString("base64url")}`, secret],
    [encrypted.slice(0, 30), secret],
    [encrypted.replace("v1", "v9"), secret],
  ] as const;
  for (const [text, key] of unreadable)
    assert.throws(
      () => decrypt(text, key),
      (error) =>
        error instanceof PenstockError &&
        /another PENSTOCK_SECRET/.test(error.message) &&
        !error.message.includes("hunter2"),
    );
  assert.throws(() => encrypt("x", ""), /set PENSTOCK_SECRET/);
});
