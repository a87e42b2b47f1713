import assert from "node:assert/strict";
import { test } from "node:test";
import type { PipelineNow } from "../../../server/pipelines/live.ts";
import { sampleDocument } from "../store/steps.fixture.ts";
import { followDrafts } from "./follow-drafts.ts";

test("a draft that cannot be read holds nothing up: the others are taken in, and it is too once it is saved right", async () => {
  const [mia, noah] = ["mia", "noah"].map((id) => ({ id, name: id }));
  const readable = new Set(["noah"]);
  const asked: string[] = [];
  const seen: string[] = [];
  const revisions = { mia: 4, noah: 2 };
  let heard: () => void = () => {};
  const { hear, stop } = followDrafts({
    me: "me",
    load: (user) => {
      asked.push(user);
      const revision = revisions[user as "mia" | "noah"];
      const draft = { document: sampleDocument(), revision, merged: {} };
      return Promise.resolve(readable.has(user) ? draft : null);
    },
    onFirst: ({ id }) => {
      seen.push(id);
      heard();
    },
    onSaved: () => assert.fail("Nobody's draft was seen before."),
  });
  const now = () =>
    ({
      people: [{ user: mia }, { user: noah }],
      drafts: [
        { user: mia, revision: revisions.mia },
        { user: noah, revision: revisions.noah },
      ],
    }) as unknown as PipelineNow;
  const next = () => new Promise<void>((resolve) => (heard = resolve));
  const first = next();
  hear(now());
  await first;
  assert.deepEqual([asked, seen], [["mia", "noah"], ["noah"]]);
  readable.add("mia");
  hear(now());
  revisions.mia = 5;
  const second = next();
  hear(now());
  await second;
  stop();
  assert.deepEqual(
    [asked, seen],
    [
      ["mia", "noah", "mia"],
      ["noah", "mia"],
    ],
  );
});

test("once it is stopped it takes in nothing that is on its way, and asks no more", async ({
  mock,
}) => {
  mock.timers.enable({ apis: ["setTimeout"] });
  const [mia, noah] = ["mia", "noah"].map((id) => ({ id, name: id }));
  const now = {
    people: [{ user: mia }, { user: noah }],
    drafts: [
      { user: mia, revision: 1 },
      { user: noah, revision: 1 },
    ],
  } as unknown as PipelineNow;
  for (const isAway of [true, false]) {
    const asked: string[] = [];
    const seen: string[] = [];
    let answer = () => {};
    const { hear, stop } = followDrafts({
      me: "me",
      load: (user) => {
        asked.push(user);
        return new Promise((resolve, reject) => {
          const draft = { document: sampleDocument(), revision: 1, merged: {} };
          answer = () => (isAway ? reject(new Error("away")) : resolve(draft));
        });
      },
      onFirst: ({ id }) => seen.push(id),
      onSaved: ({ id }) => seen.push(id),
    });
    hear(now);
    stop();
    answer();
    await settled();
    mock.timers.tick(60_000);
    await settled();
    assert.deepEqual([asked, seen], [["mia"], []]);
  }
});

/** Whatever follows from an answer has followed. */
const settled = () => new Promise((resolve) => setImmediate(resolve));
