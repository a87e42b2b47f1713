import assert from "node:assert/strict";
import { mock, test } from "node:test";
import { createHover } from "./hover.ts";

type Enter = Parameters<ReturnType<typeof createHover>["triggerProps"]["onPointerEnter"]>[0];

function hovered(pointerType = "mouse") {
  const shown: (Element | null)[] = [];
  const hover = createHover((anchor) => shown.push(anchor));
  const anchor = {} as Element;
  const enter = () =>
    hover.triggerProps.onPointerEnter({ pointerType, currentTarget: anchor } as unknown as Enter);
  return { ...hover, shown, anchor, enter };
}

test("the first tooltip waits, the next one takes its place at once, and a finger brings none", (t) => {
  mock.timers.enable({ apis: ["setTimeout"] });
  t.after(() => mock.timers.reset());
  const first = hovered();
  const second = hovered();
  const touched = hovered("touch");

  first.enter();
  mock.timers.tick(399);
  assert.deepEqual(first.shown, []);
  mock.timers.tick(1);
  assert.deepEqual(first.shown, [first.anchor]);

  first.triggerProps.onPointerLeave();
  second.enter();
  mock.timers.tick(0);
  assert.deepEqual([first.shown.at(-1), second.shown], [null, [second.anchor]]);

  second.triggerProps.onPointerLeave();
  second.popupProps.onPointerEnter();
  mock.timers.tick(1_000);
  assert.deepEqual(second.shown, [second.anchor], "the pointer is on what is said");
  second.triggerProps.onClick();
  mock.timers.tick(0);
  assert.equal(second.shown.at(-1), null);

  touched.enter();
  mock.timers.tick(1_000);
  assert.deepEqual(touched.shown, []);
});
