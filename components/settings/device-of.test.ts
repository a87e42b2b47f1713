import assert from "node:assert/strict";
import { test } from "node:test";
import { deviceOf } from "./device-of.ts";

test("a browser is called by its own name, not by those it claims to be compatible with", () => {
  const chrome =
    "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 Chrome/140.0.0.0 Safari/537.36";
  assert.equal(deviceOf(chrome), "Chrome on Linux");
  assert.equal(
    deviceOf(`${chrome.replace("X11; Linux x86_64", "Windows NT 10.0")} Edg/140.0`),
    "Edge on Windows",
  );
  assert.equal(
    deviceOf(
      "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15) AppleWebKit/605.1 Version/18.0 Safari/605.1",
    ),
    "Safari on macOS",
  );
  assert.equal(deviceOf("curl/8.5.0"), "curl");
  assert.equal(deviceOf(null), "Unknown device");
});
