import assert from "node:assert/strict";
import { test } from "node:test";
import { createElement as h } from "react";
import { drawn } from "../ui/drawn.fixture.ts";
import { RunOverview } from "./run-overview.tsx";
import type { RunDetails } from "./types.ts";

const details = {
  run: {
    id: "run_1",
    name: "flow",
    pipelineId: null,
    pipelineVersion: null,
    createdAt: new Date(0),
    startedBy: { name: "Dana" },
    author: { name: "Dana" },
    trigger: { type: "person" },
    planHash: "a".repeat(64),
    overrides: {},
    params: {},
    parent: null,
  },
  plan: { nodes: [] },
  document: {},
  children: [],
} as unknown as RunDetails;

const about = (more: Partial<Parameters<typeof RunOverview>[0]>) =>
  drawn(h(RunOverview, { details, nodes: new Map(), now: 0, onSelect: () => {}, ...more }));

test("beside a queued run it is said in full what it waits behind, with the way to the run that holds the place", () => {
  assert.doesNotMatch(about({}), />Now</);
  const place = {
    key: "pipeline:flow",
    place: 2,
    held: 1,
    limit: 1,
    holder: "run_0",
    since: new Date(0).toISOString(),
  };
  const queued = about({ place });
  assert.match(queued, />Now</);
  assert.match(queued, /2nd in line behind other runs of flow, 1 of 1 under way/);
  assert.match(queued, /href="\/runs\/run_0"/);
});

test("beside a paused run in the builder it is said who paused it, in the words of the run's page", () => {
  assert.doesNotMatch(about({}), /Paused by/);
  const paused = about({ paused: { by: "Olga Operator", at: "2026-11-23T12:10:00Z" } });
  const words = paused.replaceAll(/<[^>]*>/g, " ").replaceAll(/\s+/g, " ");
  assert.match(words, /Paused by Olga Operator, 2\d Nov 2026, \d\d:\d0/);
});
