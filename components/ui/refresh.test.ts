import assert from "node:assert/strict";
import { test } from "node:test";
import { useQueryClient, type Query, type QueryClient } from "@tanstack/react-query";
import { createElement as h, type ReactNode } from "react";
import { DatasetPage } from "../datasets/dataset-page.tsx";
import { DatasetsList } from "../datasets/datasets-list.tsx";
import { ModelPage } from "../models/model-page.tsx";
import { ModelsList } from "../models/models-list.tsx";
import { VersionPage } from "../models/version-page.tsx";
import { drawn } from "./drawn.fixture.ts";
import { REFRESH } from "./refresh.ts";

/** How often what a page shows is read again, by what it reads. */
function readAgain(page: ReactNode): Record<string, unknown> {
  let client: QueryClient | undefined;
  function Watched() {
    client = useQueryClient();
    return page;
  }
  drawn(h(Watched));
  const queries = client!.getQueryCache().getAll();
  return Object.fromEntries(
    queries.map((query) => [(query.queryKey[0] as string[]).join("."), intervalOf(query)]),
  );
}

function intervalOf(query: Query): unknown {
  const { refetchInterval } = query.options as {
    refetchInterval?: number | ((query: Query) => unknown);
  };
  return typeof refetchInterval === "function" ? refetchInterval(query) : refetchInterval;
}

test("a page of what others change is read again by itself", () => {
  const of = { name: "scoring" };
  const pages: [ReactNode, string][] = [
    [h(ModelsList), "models.list"],
    [h(ModelPage, of), "models.get"],
    [h(VersionPage, { ...of, number: 1 }), "models.version"],
    [h(VersionPage, { ...of, number: 1 }), "approvals.get"],
    [h(DatasetsList), "datasets.list"],
    [h(DatasetPage, of), "datasets.get"],
  ];
  for (const [page, read] of pages) assert.equal(readAgain(page)[read], REFRESH, read);
});
