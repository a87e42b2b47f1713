import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { choose } from "./use-chosen.ts";

const RUN = "http://localhost/runs/run_1";

/** The browser's history, as far as it is asked for. */
const entries: string[] = [];
before(() => {
  const window = {
    get location() {
      return { href: entries.at(-1)! };
    },
    history: {
      pushState: (_: null, __: string, to: URL) => entries.push(to.href),
      replaceState: (_: null, __: string, to: URL) => entries.splice(-1, 1, to.href),
    },
  };
  Object.assign(globalThis, { window });
});
after(() => {
  Reflect.deleteProperty(globalThis, "window");
});

test("back leads from an item to its step and from the step to the run; a tab is no step of the way", () => {
  entries.splice(0, Infinity, RUN);
  choose({ step: "each" });
  choose({ step: "each", tab: "items" });
  choose({ step: "each", item: 2 });
  choose({ step: "each", item: 2, inner: "call" });
  choose({ step: "each", item: 2, inner: "call", tab: "logs" });
  assert.deepEqual(entries, [
    RUN,
    `${RUN}?step=each&tab=items`,
    `${RUN}?step=each&item=2`,
    `${RUN}?step=each&tab=logs&item=2&inner=call`,
  ]);
});

test("closing is a place too, and closing nothing is none", () => {
  entries.splice(0, Infinity, RUN);
  choose({ step: null });
  choose({ step: "load" });
  choose({ step: "load" });
  choose({ step: null });
  assert.deepEqual(entries, [RUN, `${RUN}?step=load`, RUN]);
});
