import type { Page } from "@playwright/test";

/** Milliseconds between the frames that a page drew while something happened. */
export interface Frames {
  p50: number;
  p95: number;
}

declare global {
  /** What is noted on a page. */
  interface Window {
    benchOpened?: number;
    benchFrames?: number[];
    benchWatching?: boolean;
    benchProblem?: Promise<number>;
  }
}

const STEPS = 90;

/** Has each page tell when its first node was drawn, in milliseconds since its navigation began. */
export function watchOpening(): void {
  const look = () => {
    const node = document.querySelector<HTMLElement>(".react-flow__node");
    if (node && getComputedStyle(node).visibility === "visible" && node.offsetWidth > 0)
      // What was drawn is seen a frame later.
      requestAnimationFrame(() => (window.benchOpened = performance.now()));
    else requestAnimationFrame(look);
  };
  requestAnimationFrame(look);
}

/** Milliseconds from the navigation to the first node that was drawn. */
export async function opened(page: Page): Promise<number> {
  const handle = await page.waitForFunction(() => window.benchOpened);
  return (await handle.jsonValue())!;
}

/** Shows the whole graph, where a page does not open so, and waits until it is drawn and moves no more. */
export async function showAll(page: Page): Promise<void> {
  const button = page.getByRole("button", { name: "Show all steps" });
  if ((await button.count()) > 0) await button.click();
  await page.evaluate(
    () =>
      new Promise<void>((resolve) => {
        let before = "";
        let same = 0;
        const look = () => {
          const nodes = document.querySelectorAll(".react-flow__node").length;
          const now = `${nodes} ${document.querySelector<HTMLElement>(".react-flow__viewport")?.style.transform}`;
          same = now === before ? same + 1 : 0;
          before = now;
          if (same === 20) resolve();
          else requestAnimationFrame(look);
        };
        look();
      }),
  );
}

/** Where a canvas stands, as React Flow counts. */
export async function viewOf(page: Page): Promise<{ x: number; y: number; zoom: number }> {
  return page
    .locator(".react-flow__viewport")
    .first()
    .evaluate((viewport) => {
      const { e, f, a } = new DOMMatrix(getComputedStyle(viewport).transform);
      return { x: e, y: f, zoom: a };
    });
}

export async function framesOf(page: Page, gesture: () => Promise<void>): Promise<Frames> {
  await page.evaluate(() => {
    window.benchFrames = [];
    window.benchWatching = true;
    const tick = (now: number) => {
      window.benchFrames!.push(now);
      if (window.benchWatching) requestAnimationFrame(tick);
    };
    requestAnimationFrame(tick);
  });
  await gesture();
  const times = await page.evaluate(() => {
    window.benchWatching = false;
    return window.benchFrames!;
  });
  const gaps = times.slice(1).map((time, index) => time - times[index]!);
  gaps.sort((a, b) => a - b);
  const at = (share: number) => gaps[Math.min(gaps.length - 1, Math.floor(gaps.length * share))]!;
  return { p50: at(0.5), p95: at(0.95) };
}

/** The canvas on the page, in pixels. */
export async function canvasBox(page: Page) {
  return (await page.locator(".react-flow").first().boundingBox())!;
}

async function toMiddle(page: Page): Promise<{ x: number; y: number }> {
  const { x, y, width, height } = await canvasBox(page);
  const middle = { x: x + width / 2, y: y + height / 2 };
  await page.mouse.move(middle.x, middle.y);
  return middle;
}

export async function pan(page: Page): Promise<void> {
  await toMiddle(page);
  for (let step = 0; step < STEPS; step++)
    await page.mouse.wheel(step < STEPS / 2 ? 16 : -16, step < STEPS / 2 ? 8 : -8);
}

export async function zoom(page: Page): Promise<void> {
  await toMiddle(page);
  await page.keyboard.down("Control");
  for (let step = 0; step < STEPS; step++) await page.mouse.wheel(0, step < STEPS / 2 ? -20 : 20);
  await page.keyboard.up("Control");
}

/** Zooms about the middle until the canvas has the scale, or the nearest it comes to. */
export async function zoomTo(page: Page, scale: number): Promise<void> {
  await toMiddle(page);
  await page.keyboard.down("Control");
  for (let tries = 0; tries < 200; tries++) {
    const { zoom: now } = await viewOf(page);
    if (Math.abs(now / scale - 1) < 0.06) break;
    await page.mouse.wheel(0, now < scale ? -12 : 12);
    await page.evaluate(() => new Promise((resolve) => requestAnimationFrame(resolve)));
  }
  await page.keyboard.up("Control");
}

/** The node nearest to the middle of the canvas, and where it can be taken hold of. */
export async function nodeInTheMiddle(
  page: Page,
  wanted: (id: string) => boolean = () => true,
): Promise<{ id: string; x: number; y: number }> {
  const { x, y, width, height } = await canvasBox(page);
  const nodes = await page.locator(".react-flow__node").evaluateAll((found) =>
    found.map((node) => {
      const box = node.getBoundingClientRect();
      return {
        id: node.getAttribute("data-id")!,
        x: box.x + box.width / 2,
        y: box.y + box.height / 4,
      };
    }),
  );
  const off = (node: { x: number; y: number }) =>
    Math.hypot(node.x - x - width / 2, node.y - y - height / 2);
  return nodes.filter(({ id }) => wanted(id)).sort((a, b) => off(a) - off(b))[0]!;
}

/** Drags the node in the middle, and whatever is selected with it, to and fro. */
export async function drag(
  page: Page,
  measured: (gesture: () => Promise<void>) => Promise<Frames>,
) {
  const { x, y } = await nodeInTheMiddle(page);
  await page.mouse.move(x, y);
  await page.mouse.down();
  await page.mouse.move(x + 4, y + 4, { steps: 3 });
  const frames = await measured(async () => {
    for (let step = 0; step < STEPS; step++) {
      const way = Math.sin((step / STEPS) * 2 * Math.PI);
      await page.mouse.move(x + 120 * way, y + 60 * way);
    }
  });
  await page.mouse.up();
  return frames;
}

/** Selects what lies in the canvas with a box, and says how many nodes that were. */
export async function boxSelect(page: Page): Promise<number> {
  const { x, y, width, height } = await canvasBox(page);
  await page.keyboard.down("Shift");
  await page.mouse.move(x + 6, y + 70);
  await page.mouse.down();
  await page.mouse.move(x + width / 2, y + height / 2, { steps: 4 });
  await page.mouse.move(x + width - 200, y + height - 80, { steps: 4 });
  await page.mouse.up();
  await page.keyboard.up("Shift");
  return page.locator(".react-flow__node.selected").count();
}

/** Megabytes of live JavaScript objects. */
export async function heap(page: Page): Promise<number> {
  const session = await page.context().newCDPSession(page);
  await session.send("HeapProfiler.enable");
  await session.send("HeapProfiler.collectGarbage");
  await session.send("Performance.enable");
  const { metrics } = await session.send("Performance.getMetrics");
  await session.detach();
  return metrics.find(({ name }) => name === "JSHeapUsedSize")!.value / 2 ** 20;
}
