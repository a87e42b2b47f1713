import assert from "node:assert/strict";
import { test } from "node:test";
import { Redactor } from "./redactor.ts";

function cleaned(text: string, ...secrets: string[]): string {
  const redactor = new Redactor();
  for (const secret of secrets) redactor.add(secret);
  return redactor.clean(text);
}

test("a secret becomes ••• wherever it stands, and whatever it is written as", () => {
  const value = 'p"ss w/rd';
  const forms = [
    value,
    encodeURIComponent(value),
    JSON.stringify({ value }),
    Buffer.from(value).toString("base64"),
  ];
  for (const form of forms) {
    const text = cleaned(`before ${form} after ${form}`, value);
    assert.ok(!text.includes("ss w") && !text.includes("ss%20w"), text);
    assert.match(text, /^before .*•••.* after .*•••/);
  }
});

test("of an address the password is kept out by itself, of a key each line", () => {
  const address = "smtp://penstock:p%40ssword@mail.example.com";
  assert.equal(
    cleaned(`${address} refused p@ssword and p%40ssword`, `${address}\n`),
    "••• refused ••• and •••",
  );
  const key = "-----BEGIN KEY-----\nMIIEvQIBADANBg\nkqhkiG9w0BAQEF\n-----END KEY-----\n";
  assert.equal(cleaned("line 3: kqhkiG9w0BAQEF!", key), "line 3: •••!");
});

test("of a webhook's address the path, the query and what signs in are kept out by themselves", () => {
  const address =
    "https://ci:p%40ss@hooks.example.com/services/T0SECRET/B0SECRET/?key=k%2F1234567&v=1";
  for (const [text, wanted] of [
    ["Cannot POST /services/T0SECRET/B0SECRET", "Cannot POST •••"],
    ["Cannot POST /services/T0SECRET/B0SECRET/?key=k%2F1234567&v=1", "Cannot POST •••"],
    ['{"path":"\\/services\\/T0SECRET\\/B0SECRET"}', '{"path":"•••"}'],
    ["the key k/1234567 or k%2F1234567 is not known", "the key ••• or ••• is not known"],
    [`Basic ${btoa("ci:p@ss")} is wrong`, "Basic ••• is wrong"],
    ["/1 of ci, v=1: true", "/1 of ci, v=1: true"],
  ] as const)
    assert.equal(cleaned(text, address), wanted);
  assert.equal(cleaned("GET /v1/a", "https://hooks.example.com/v1"), "GET /v1/a");
  const moved = "→ https://hooks.example.com/v2/hooks/abcdefghijklmnop";
  assert.equal(
    cleaned(moved, "https://hooks.example.com/hooks/1/abcdefghijklmnop"),
    "→ https://hooks.example.com/v2/hooks/•••",
  );
  assert.equal(cleaned("https://a.example/", "https://hooks.example.com/"), "https://a.example/");
  assert.equal(cleaned("tok-1 or not", "https://tok-1@hooks.example.com"), "••• or not");
});

test("where one secret contains another nothing is left over, and other text stays", () => {
  assert.equal(cleaned("token hunter22 and hunter2", "hunter2", "hunter22"), "token ••• and •••");
  assert.equal(cleaned("nothing here"), "nothing here");
});

test("an error for the process' own log is cleaned, its stack too", () => {
  const redactor = new Redactor();
  const error = new Error("login hunter2 failed");
  assert.equal(redactor.cleanError(error), error);
  redactor.add("hunter2");
  assert.ok(!JSON.stringify(redactor.cleanError(error)).includes("hunter2"));
});
