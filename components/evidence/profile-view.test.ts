import assert from "node:assert/strict";
import { test } from "node:test";
import { createElement } from "react";
import { renderToStaticMarkup } from "react-dom/server";
import { ProfileView } from "./profile-view.tsx";

test("of a wide table it says how many columns there are, and how many are profiled", () => {
  const columns = ["a", "b"].map((name) => ({
    name,
    type: "text" as const,
    nulls: 0,
    distinct: 1,
    top: [],
  }));
  const page = (profile: object) =>
    renderToStaticMarkup(createElement(ProfileView, { profile: { rows: 7, columns, ...profile } }));
  assert.match(page({}), />7 rows, 2 columns</);
  assert.match(page({ columnCount: 300 }), />7 rows, 300 columns; the first 2 are profiled</);
});

test("where a profile counts one row in some, it says so", () => {
  const top = [{ value: "good", count: 700 }];
  const columns = [{ name: "credit", type: "text" as const, nulls: 0, distinct: 2, top }];
  const page = (profile: object) =>
    renderToStaticMarkup(
      createElement(ProfileView, { profile: { rows: 9e6, columns, ...profile } }),
    );
  assert.match(page({ sampledEvery: 2 }), /good: 700 of one row in 2<.* those of one row in 2;/s);
  assert.doesNotMatch(page({}), /one row in/);
});
