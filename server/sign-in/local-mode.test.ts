import assert from "node:assert/strict";
import { test } from "node:test";
import { isSameOrigin, isSentToThisMachine } from "./local-mode.ts";

const headers = (values: Record<string, string>) => new Headers(values);

test("a request to localhost, 127.0.0.1 or [::1] counts as one at this machine", () => {
  for (const host of ["localhost:3000", "127.0.0.1:3000", "[::1]:3000", "localhost"])
    assert.equal(isSentToThisMachine(headers({ host })), true, host);
});

test("a request under another name does not, though it arrived at this machine", () => {
  for (const host of [
    "evil.example:3000",
    "localhost.evil.example",
    "127.0.0.1.evil.example:80",
    "",
  ])
    assert.equal(isSentToThisMachine(headers({ host })), false, host);
});

test("a request through a proxy with another name does not count as one at this machine", () => {
  const proxied = headers({ host: "localhost:3000", "x-forwarded-host": "penstock.example.com" });
  assert.equal(isSentToThisMachine(proxied), false);
});

test("what a proxy on this machine passes on for somebody elsewhere does not, under whatever name", () => {
  const host = "127.0.0.1:3000";
  const from = (address: string) => headers({ host, "x-forwarded-for": address });
  for (const address of ["203.0.113.9", "127.0.0.1, 203.0.113.9", "2001:db8::1", "unknown"])
    assert.equal(isSentToThisMachine(from(address)), false, address);
  for (const address of ["127.0.0.1", "::1", "::ffff:127.0.0.1"])
    assert.equal(isSentToThisMachine(from(address)), true, address);
});

test("a page of another port or site is another origin", () => {
  const host = "localhost:3000";
  assert.equal(isSameOrigin(headers({ host, origin: "http://localhost:3000" })), true);
  assert.equal(isSameOrigin(headers({ host, origin: "http://localhost:8080" })), false);
  assert.equal(isSameOrigin(headers({ host, origin: "null" })), false);
  assert.equal(isSameOrigin(headers({ host, "sec-fetch-site": "cross-site" })), false);
  assert.equal(isSameOrigin(headers({ host })), true);
});
