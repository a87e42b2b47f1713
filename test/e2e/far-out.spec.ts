import { expect, test, type Locator, type Page } from "@playwright/test";
import { NODE_WIDTH } from "../../components/graph/geometry.ts";
import { atRest, openDraft } from "./canvas.ts";
import { call, picture, signIn, web } from "./support.ts";

/** Of the browser's compositor, in pixels at zoom 1. */
interface Layer {
  width: number;
}

const CHAINS = 20;
const LONG = 10;

/** Chains of steps below each other: more than are drawn one by one from afar. */
function manySteps(name: string): string {
  const ids = Array.from({ length: CHAINS * LONG }, (_, index) => `n${index}`);
  const place = (index: number) => ({ x: (index % LONG) * 300, y: Math.floor(index / LONG) * 168 });
  return JSON.stringify({
    apiVersion: "penstock/v1",
    name,
    nodes: ids.map((id) => ({ id, kind: "control.wait", config: { for: "1s" } })),
    wires: ids.flatMap((id, index) =>
      index % LONG === 0 ? [] : [{ from: `n${index - 1}.out`, to: `${id}.in` }],
    ),
    layout: { nodes: Object.fromEntries(ids.map((id, index) => [id, place(index)])) },
  });
}

test("a large pipeline seen from afar has all its wires, and the states of its run; nearer by they are there again one by one", async ({
  page,
}) => {
  await signIn(page, /designer/i);
  const name = `many-${Date.now().toString(36)}`;
  await call(page, "pipelines.import", { text: manySteps(name), note: "for the story" });
  await page.goto(`${web()}/pipelines/${name}`);
  const oneByOne = page.locator(".react-flow__edge");
  await expect(oneByOne.first()).toBeAttached();
  const near = await oneByOne.count();

  await page.getByRole("button", { name: "Show all steps" }).click();
  const afar = page.locator(".pb-far-wires path");
  await expect(afar.first()).toBeAttached();
  const drawn = await afar.evaluateAll((paths) =>
    paths.reduce((sum, path) => sum + path.getAttribute("d")!.split("M").length - 1, 0),
  );
  expect(drawn).toBe(CHAINS * (LONG - 1));
  await expect(oneByOne).toHaveCount(0);

  const { runId } = await call<{ runId: string }>(page, "runs.start", { name, version: 1 });
  await page.goto(`${web()}/pipelines/${name}?run=${runId}`);
  await page.getByRole("button", { name: "Show all steps" }).click();
  const done = page.locator('.pb-dot-run[data-state="done"]');
  await expect(done).toHaveCount(CHAINS * LONG, { timeout: 180_000 });
  await expect(done.first()).toHaveAccessibleName("Done");
  await expect(done.first()).toHaveCSS("background-image", /data:image\/png/);
  await picture(page, "far-out-run");
  await isOneLayer(page);

  // There is room for all in the window: what is moved out of it need not be drawn again.
  const canvas = page.getByTestId("canvas");
  const left = async (locator: Locator) => (await locator.boundingBox())!.x;
  await canvas.hover();
  const before = await left(done.first());
  await page.mouse.wheel(600, 0);
  await expect.poll(() => left(done.first())).toBeLessThan((await left(canvas)) - 50);
  await expect(done).toHaveCount(CHAINS * LONG);

  // While the wheel turns nothing is pointed at; a moment later a step can be chosen.
  await page.mouse.wheel(-600, 0);
  await expect.poll(() => left(done.first())).toBeCloseTo(before, 0);
  const flow = page.locator(".react-flow");
  await expect(flow).not.toHaveAttribute("data-turning");
  const step = page.locator(".react-flow__node", { has: page.locator(".pb-dot-run") }).first();
  const { x, y, width, height } = (await step.boundingBox())!;
  const middle = { x: x + width / 2, y: y + height / 2 };
  const pointedAt = await page.evaluate((at) => {
    const there = () => document.elementFromPoint(at.x, at.y)!;
    const before = there();
    before.dispatchEvent(new WheelEvent("wheel", { deltaX: 0.5, bubbles: true, cancelable: true }));
    return [before, there()].map((element) => element.closest(".react-flow__node") !== null);
  }, middle);
  expect(pointedAt).toEqual([true, false]);
  await expect(flow).not.toHaveAttribute("data-turning");
  // What cannot be read is said at the pointer.
  await page.mouse.move(middle.x, middle.y);
  const named = page.getByText((await step.getAttribute("aria-label"))!, { exact: true });
  await expect(named).toBeVisible();
  await page.mouse.click(middle.x, middle.y);
  await expect(step).toHaveClass(/selected/);
  await expect(named).toBeHidden();

  await page.getByRole("button", { name: "Zoom in" }).click({ clickCount: 12, delay: 20 });
  await expect(afar).toHaveCount(0);
  await expect.poll(() => oneByOne.count()).toBeGreaterThanOrEqual(Math.min(near, 4));
  await expect(page.locator('.pb-wire[data-run="passed"]').first()).toBeAttached();
});

/** The graph is moved as it was painted: on whole pixels, and no step is a layer by itself. */
async function isOneLayer(page: Page): Promise<void> {
  const corner = await page.locator(".pb-sheet").evaluate((sheet) => {
    const { left, top } = sheet.getBoundingClientRect();
    return [left, top];
  });
  for (const at of corner) expect(Math.abs(at - Math.round(at))).toBeLessThan(0.02);
  const client = await page.context().newCDPSession(page);
  const told = new Promise<Layer[]>((resolve) =>
    client.on("LayerTree.layerTreeDidChange", ({ layers }) => layers && resolve(layers)),
  );
  await client.send("LayerTree.enable");
  // It tells of a change alone, and on a page at rest there is none.
  await page.addStyleTag({
    content:
      "body::after { content: ''; will-change: transform; position: fixed; width: 1px; height: 1px }",
  });
  const widths = (await told).map(({ width }) => width);
  await client.detach();
  expect(Math.max(...widths)).toBeGreaterThan((LONG - 1) * 300);
  expect(widths).not.toContain(NODE_WIDTH);
}

test("at the middle level of detail a map's icon, title and state stand above the steps inside it", async ({
  page,
}) => {
  await signIn(page, /designer/i);
  const name = `map-${Date.now().toString(36)}`;
  const nodes = [
    { id: "each", kind: "control.map", title: "Each", config: { over: "count", count: 2 } },
    { id: "inner", kind: "control.wait", title: "Inner", config: { for: "1s" }, parent: "each" },
  ];
  const wires = [{ from: "inner.out", to: "each.result" }];
  const text = JSON.stringify({ apiVersion: "penstock/v1", name, nodes, wires });
  await call(page, "pipelines.import", { text, note: "for the story" });
  const { runId } = await call<{ runId: string }>(page, "runs.start", { name, version: 1 });
  await page.goto(`${web()}/pipelines/${name}?run=${runId}`);
  const map = page.getByTestId("node-each");
  await expect(map.locator("[data-run=done]")).toBeVisible({ timeout: 120_000 });
  const zoomOut = page.getByRole("button", { name: "Zoom out" });
  await expect(async () => {
    if ((await map.getAttribute("data-detail")) === "near") await zoomOut.click();
    await expect(map).toHaveAttribute("data-detail", "far", { timeout: 500 });
  }).toPass();
  await atRest(page);
  // A title is written as large as it is read.
  await map.click({ position: { x: 40, y: 12 } });
  await page.keyboard.press("F2");
  const written = map.getByRole("textbox", { name: "Title" });
  await expect(written).toHaveCSS("font-size", "21px");
  await page.keyboard.press("Escape");
  const edges = async (locator: Locator) => {
    const { y, height } = (await locator.boundingBox())!;
    return { top: y, bottom: y + height };
  };
  const icon = await edges(map.locator(".pb-node-icon"));
  const title = await edges(map.getByText("Each", { exact: true }));
  const state = await edges(map.getByText("Done", { exact: true }));
  const inner = await edges(page.getByTestId("node-inner"));
  expect(icon.top).toBeGreaterThan((await edges(map)).top);
  expect(Math.max(icon.bottom, title.bottom)).toBeLessThanOrEqual(state.top);
  expect(state.bottom).toBeLessThan(inner.top);
});

test("a few steps seen from afar have their names and marks as long as these can be read", async ({
  page,
}) => {
  await signIn(page, /designer/i);
  const policy = { phase: "finally" };
  await openDraft(page, "A few", {
    nodes: [{ id: "tidy", kind: "control.wait", title: "Tidy up", config: { for: "1s" }, policy }],
  });
  const step = page.getByTestId("node-tidy");
  const title = step.getByText("Tidy up");
  const zoom = page.getByRole("button", { name: /^\d+%$/ });
  const zoomOut = page.getByRole("button", { name: "Zoom out" });
  const zoomBelow = (percent: number) =>
    expect(async () => {
      if (parseInt(await zoom.innerText()) >= percent) await zoomOut.click();
      expect(parseInt(await zoom.innerText())).toBeLessThan(percent);
    }).toPass({ intervals: [250] });
  await zoomBelow(34);
  await atRest(page);
  await expect(step).toHaveAttribute("data-detail", "dot");
  await expect(title).toBeVisible();
  await expect(step.getByText("finally")).toBeVisible();
  await zoomBelow(28);
  await expect(title).toHaveCount(0);
});
