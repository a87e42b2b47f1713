import assert from "node:assert/strict";
import { test } from "node:test";
import { createElement as h } from "react";
import type { Me } from "../shell/me.ts";
import { drawn } from "../ui/drawn.fixture.ts";
import { UnreadableDraft } from "./unreadable-draft.tsx";

test("a draft that cannot be shown says what is wrong, can be kept, and be begun again by whoever may write it", () => {
  const note = { text: "", x: 0, y: 0, width: 4_400, height: 900 };
  const drawnFor = (rights: string[]) =>
    drawn(
      h(UnreadableDraft, {
        me: { rights } as Me,
        pipeline: {
          pipeline: { name: "wide", archivedAt: null },
          draft: {
            document: {
              apiVersion: "penstock/v1",
              name: "wide",
              nodes: [],
              layout: { notes: { note } },
            },
            source: null,
            revision: 3,
            baseVersion: 2,
            merged: {},
          },
        },
      }),
    );
  const designer = drawnFor(["pipelines.write"]);
  assert.match(designer, /layout\.notes\.note\.width/);
  assert.match(designer, /Download it/);
  assert.match(designer, /Begin again from version 2/);
  assert.doesNotMatch(drawnFor([]), /Begin again from version/);
});
