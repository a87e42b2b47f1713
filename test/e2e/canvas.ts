import { expect, type Locator, type Page } from "@playwright/test";
import { call, web } from "./support.ts";

interface Point {
  x: number;
  y: number;
}

export interface DrawnDocument {
  nodes: {
    id: string;
    kind: string;
    title?: string;
    config?: Record<string, unknown>;
    policy?: { phase: string };
  }[];
  wires?: { from: string; to: string }[];
  layout?: { nodes: Record<string, Point> };
}

/** Makes a pipeline with this draft and opens it, its steps at rest; answers its name. */
export async function openDraft(page: Page, title: string, document?: DrawnDocument) {
  const name = `edit-${Date.now().toString(36)}-${Math.random().toString(36).slice(2, 6)}`;
  await call(page, "pipelines.create", { name, title });
  if (document)
    await call(page, "pipelines.saveDraft", {
      name,
      revision: 1,
      document: { apiVersion: "penstock/v1", name, title, ...document },
    });
  await page.goto(`${web()}/pipelines/${name}`);
  await expect(page.getByTestId("canvas")).toBeVisible();
  if (document) await expect(node(page, document.nodes[0]!.id)).toBeVisible();
  return name;
}

/** A step on the canvas. */
export const node = (page: Page, id: string): Locator => page.getByTestId(`node-${id}`);

/** The wires on the canvas. */
export const wires = (page: Page): Locator => page.locator(".react-flow__edge");

/** A wire between two ends, each `node.port`. */
export const wire = (page: Page, from: string, to: string): Locator =>
  page.locator(`.react-flow__edge[data-id="${from}->${to}"]`);

/** Presses Ctrl Z once: what one gesture did is gone. Then it is done again. */
export async function undoneAndRedone(page: Page, gone: () => Promise<void>) {
  await page.keyboard.press("Control+z");
  await gone();
  await page.keyboard.press("Control+Shift+z");
}

/** Drags from one place on the screen to another, as a hand does: first a little, then the rest. */
export async function dragTo(page: Page, from: Point, to: Point, before?: () => Promise<void>) {
  await page.mouse.move(from.x, from.y);
  await page.mouse.down();
  await page.mouse.move(from.x + 8, from.y + 4);
  await page.mouse.move((from.x + to.x) / 2, (from.y + to.y) / 2, { steps: 4 });
  await page.mouse.move(to.x, to.y, { steps: 4 });
  // What has come under the pointer hears of a drag from the second move on.
  await page.mouse.move(to.x + 1, to.y);
  await before?.();
  await page.mouse.up();
}

/** The middle of something on the screen, or a place in it counted from its upper left corner. */
export async function placeOf(locator: Locator, at?: Point): Promise<Point> {
  const box = (await locator.boundingBox())!;
  return at
    ? { x: box.x + at.x, y: box.y + at.y }
    : { x: box.x + box.width / 2, y: box.y + box.height / 2 };
}

/** Waits until the canvas has come to rest after zooming or panning. */
export async function atRest(page: Page) {
  const viewport = page.locator(".react-flow__viewport");
  let before = "";
  await expect(async () => {
    const now = (await viewport.getAttribute("style")) ?? "";
    const same = now === before;
    before = now;
    expect(same).toBe(true);
  }).toPass({ intervals: [100] });
}
