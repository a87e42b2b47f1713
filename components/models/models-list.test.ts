import assert from "node:assert/strict";
import { test } from "node:test";
import { createElement as h } from "react";
import { drawn } from "../ui/drawn.fixture.ts";
import { ModelsList } from "./models-list.tsx";

test("conditions of an approval are told also where a newer version was sent back; an endpoint is a link", () => {
  const version = { metrics: {}, algorithm: null, createdAt: "2031-01-02T12:00:00Z" };
  const model = {
    name: "scoring",
    description: "",
    createdAt: version.createdAt,
    versions: 2,
    latest: { ...version, number: 2, status: "pending", changesRequested: true, openConditions: 0 },
    approved: {
      ...version,
      number: 1,
      status: "approved",
      changesRequested: false,
      openConditions: 2,
    },
    endpoints: ["loans", "desk"],
    aliases: [],
    suspended: [],
  };
  const pages = { pages: [{ items: [model], nextCursor: null }], pageParams: [null] };
  const list = drawn(h(ModelsList), (trpc) => [
    [trpc.models.list.infiniteQueryKey({ limit: 50 }), pages],
  ]);
  assert.match(list, /v2.*Changes requested.*v1.*with 2 conditions/s);
  assert.match(list, /href="\/deployments\/loans"[^>]*>loans<\/a>, .*href="\/deployments\/desk"/s);
});
