import assert from "node:assert/strict";
import { test } from "node:test";
import { createElement as h } from "react";
import { drawn } from "../ui/drawn.fixture.ts";
import { FiguresTable } from "./figures-table.tsx";
import { SignAgain, useProofs } from "./sign-again.tsx";
import type { Review } from "./types.ts";

const gone = new Error("The server no longer has this content.");

test("what an evaluation that cannot be read would say is left out, and the reason is said", () => {
  const review = {
    model: { name: "scoring" },
    approvedLast: { version: 1, isChampion: true, metrics: { auc: 0.8 } },
    metrics: { auc: 0.9 },
    evidence: [{ type: "evaluation", hash: "own" }],
    requirements: [],
  } as unknown as Review;
  const evaluation = { checks: [], slices: [], metrics: { auc: 0.9 } };
  const table = (own: [unknown, Error?], other: [unknown, Error?]) =>
    drawn(h(FiguresTable, { review }), (trpc) => [
      [trpc.artifacts.json.queryKey({ hash: "own" }), ...own],
      [trpc.artifacts.json.queryKey({ hash: "other" }), ...other],
      [trpc.models.version.queryKey({ name: "scoring", number: 1 }), { evaluationHash: "other" }],
    ]);
  const falsehoods = /without confidence|no slices|>none<|other rows|Not on the same/;

  const unread = table([undefined, gone], [evaluation]);
  assert.match(unread, /no longer has this content/);
  assert.match(unread, /Try again/);
  assert.match(unread, /not known/);
  assert.doesNotMatch(unread, falsehoods);

  const unreadOther = table([evaluation], [undefined, gone]);
  assert.match(unreadOther, /no longer has this content/);
  assert.doesNotMatch(unreadOther, /other rows|Not on the same/);

  assert.match(table([evaluation], [evaluation]), /without confidence.*other rows.*no slices/s);
});

test("whoever signs is told why it is not known how they sign in", () => {
  function Again() {
    const proofs = useProofs(false);
    return h(SignAgain, { proofs, proof: {}, onChange: () => {}, secondFactor: false });
  }
  const shown = drawn(h(Again), (trpc) => [
    [trpc.workspace.proofs.queryKey(), undefined, new Error("The server is starting.")],
  ]);
  assert.match(shown, /The server is starting.*Try again/s);
  assert.doesNotMatch(shown, /Looking how/);
});
