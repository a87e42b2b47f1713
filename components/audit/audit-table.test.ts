import assert from "node:assert/strict";
import { test } from "node:test";
import { createElement as h } from "react";
import { drawn } from "../ui/drawn.fixture.ts";
import { AuditTable, type AuditEntry } from "./audit-table.tsx";
import { EntryDetail } from "./entry-detail.tsx";

const entry = {
  id: 1,
  seq: 1,
  at: "2031-01-02T12:00:00Z",
  actorName: "Dana Designer",
  role: "designer",
  via: "session",
  action: "model-version.register",
  entity: "model-version",
  entityId: "mv_1",
  entityName: "scoring v2",
  before: null,
  after: null,
  why: null,
} as unknown as AuditEntry;

test("an entry calls its thing by its name, and keeps the id for who opens it", () => {
  const table = (one: AuditEntry) => drawn(h(AuditTable, { items: [one] }));
  assert.match(table(entry), />scoring v2</);
  assert.doesNotMatch(table(entry), />mv_1</);
  assert.match(table({ ...entry, entityName: null }), />mv_1</);
  assert.match(drawn(h(EntryDetail, { entry })), /scoring v2.*>mv_1</s);
});

test("an entry leads to the page of its thing, unless that is gone or has none", () => {
  const placed = (entity: string, entityId: string, entityName: string | null) => {
    const one = { ...entry, entity, entityId, entityName };
    return /<a [^>]*href="([^"]*)"[^>]*>Open this/.exec(drawn(h(EntryDetail, { entry: one })))?.[1];
  };
  assert.equal(placed("model-version", "mv_1", "scoring v2"), "/models/scoring/2");
  assert.equal(placed("waiver", "wvr_1", "scoring v2"), "/models/scoring/2");
  assert.equal(placed("review", "rev_1", "scoring v2"), "/reviews/rev_1");
  assert.equal(placed("run", "run_1", "scoring"), "/runs/run_1");
  assert.equal(placed("dataset", "ds_1", "loans"), "/datasets/loans");
  assert.equal(placed("pipeline", "scoring", null), "/pipelines/scoring");
  assert.equal(placed("review", "rev_1", null), undefined);
  assert.equal(placed("member", "u1", "Dana Designer"), undefined);
});
