import assert from "node:assert/strict";
import { test } from "node:test";
import { createElement as h } from "react";
import { drawn } from "../ui/drawn.fixture.ts";
import { DatasetPage } from "./dataset-page.tsx";
import type { Dataset } from "./types.ts";

const version = (number: number) => ({
  number,
  hash: "a".repeat(64),
  fileName: `rows-${number}.csv`,
  bytes: 10,
  rows: number,
  columns: [{ name: `column_${number}`, type: "INTEGER" }],
  createdBy: "Dana Designer",
  createdAt: "2030-01-02T12:00:00Z",
});
const dataset = (shown: number) =>
  ({
    name: "loans",
    description: "",
    purpose: "",
    licence: "",
    classification: "internal",
    personalData: false,
    owner: "Dana Designer",
    createdAt: "2030-01-02T12:00:00Z",
    versions: [version(2), version(1)],
    shown,
    profile: { rows: shown, columns: [], columnCount: 1 },
  }) as unknown as Dataset;

test("the address names the version whose content is shown, and an earlier one says that it is not the newest", () => {
  const page = (search: string) =>
    drawn(
      h(DatasetPage, { name: "loans" }),
      (trpc) => [
        [trpc.datasets.get.queryKey({ name: "loans" }), dataset(2)],
        [trpc.datasets.get.queryKey({ name: "loans", number: 1 }), dataset(1)],
      ],
      search,
    );
  assert.match(page("version=1"), /Version 1 of 2, not the newest.*Version 1 of loans.*1 row,/s);
  for (const search of ["", "version=0", "version=x"]) {
    assert.match(page(search), /Version 2 of loans.*2 rows,/s);
    assert.doesNotMatch(page(search), /not the newest/);
  }
});
