import assert from "node:assert/strict";
import { test } from "node:test";
import { isProtected, personalColumn } from "./personal-columns.ts";

test("columns about persons are known by their names, however the words are joined", () => {
  for (const [name, kind] of [
    ["e_mail", "contact"],
    ["customerEmail", "contact"],
    ["Phone Number", "contact"],
    ["last_name", "name"],
    ["customer_id", "identifier"],
    ["IBAN", "identifier"],
    ["zip_code", "location"],
    ["age", "birth or age"],
    ["age_in_years", "birth or age"],
    ["dateOfBirth", "birth or age"],
    ["personal_status_and_sex", "sex or gender"],
    ["Geschlecht", "sex or gender"],
    ["marital-status", "family status"],
    ["native_country", "nationality or origin"],
    ["foreign_worker", "nationality or origin"],
    ["race", "nationality or origin"],
    ["diagnosis", "health"],
    ["bmi", "health"],
    ["religion", "religion or belief"],
    ["prior_convictions_criminal", "criminal record"],
  ] as const)
    assert.equal(personalColumn(name)?.kind, kind, name);
});

test("other columns are not, even where a word is inside another", () => {
  for (const name of [
    "amount",
    "average_balance",
    "package",
    "manager_count",
    "duration_in_month",
    "status_of_existing_checking_account",
    "wage_per_hour",
    "mileage",
    "contract_type",
    "product_name",
    "carrier",
    "shipping_cost",
  ])
    assert.equal(personalColumn(name), null, name);
});

test("values give a column away whose name says nothing", () => {
  const kind = (...values: string[]) => personalColumn("c17", values)?.kind ?? null;
  assert.equal(kind("ada@example.org", "bob@example.com", "eve@example.net"), "contact");
  assert.equal(kind("+43 1 5880 1234", "+43 664 123 4567"), "contact");
  assert.equal(kind("AT61 1904 3002 3457 3201", "DE89370400440532013000"), "identifier");
  assert.equal(kind("10.0.0.1", "192.168.1.20"), "location");
  assert.equal(kind("male", "female"), "sex or gender");
  assert.equal(kind("red", "blue"), null);
  assert.equal(kind("2024-01-01", "2024-01-02"), null);
  assert.equal(kind("m"), null);
});

test("special categories are marked, and fairness is about protected attributes alone", () => {
  assert.equal(personalColumn("diagnosis")!.special, true);
  assert.equal(personalColumn("age")!.special, false);
  assert.equal(isProtected("sex"), true);
  assert.equal(isProtected("email"), false);
  assert.equal(isProtected("region"), false);
});
