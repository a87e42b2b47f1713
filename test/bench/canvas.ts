import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { chromium, type BrowserContext, type Page } from "@playwright/test";
import { stringify } from "yaml";
import { repoRoot } from "../../server/home.ts";
import { startStack } from "../../server/start/stack.ts";
import { findChromium } from "../support/chromium.ts";
import { startBareServer } from "./canvas/bare-server.ts";
import {
  boxSelect,
  canvasBox,
  drag,
  framesOf,
  heap,
  nodeInTheMiddle,
  opened,
  pan,
  showAll,
  viewOf,
  watchOpening,
  zoom,
  zoomTo,
} from "./canvas/gestures.ts";
import { graphOf, pipelineOf, waitingPipeline } from "./canvas/graph.ts";
import { benchCase, machine, type BenchCase, type BenchResult } from "./result.ts";

const SIZES = [100, 500, 1_000];
const ROUNDS = 5;
const VIEW = { width: 1440, height: 900 };
/** Scales at which about 20, and about 100, nodes are in view. */
const CLOSE = 0.6;
const WIDE = 0.33;
const LIMITS = { problem: 100, scriptKb: 300 };
const LIVE_MS = 5_000;
const LIVE_STATES_S = 100;
/** From the start of a run until it is shown, in milliseconds: from then on its states change. */
const SHOWN_MS = 4_000;

type Figures = Record<string, number>;

/**
 * The builder in headless Chromium, a production build, beside a bare React Flow page with the same nodes at the same
 * places, in turn: time to open, frames while panning, zooming and dragging, memory; frames while a run changes 100 states a
 * second, beside the bare page while such a run goes on. Time from a keystroke to the problem shown stands beside its
 * limit.
 * @param only `nodes` for the graphs, `weight` for the first load, `live` for the run
 */
export async function run(only = "", rounds = ROUNDS): Promise<BenchResult> {
  const home = await mkdtemp(path.join(tmpdir(), "penstock-bench-"));
  const stack = await startStack({ home, ports: "any" });
  const bare = await startBareServer();
  const browser = await chromium.launch({
    executablePath: await findChromium((line) => process.stderr.write(`${line}\n`)),
    args: ["--no-sandbox", "--disable-gpu", "--disable-quic", "--enable-precise-memory-info"],
  });
  try {
    const context = await browser.newContext({ viewport: VIEW });
    const web = stack.urls.web!;
    await context.request.post(`${web}/api/local-sign-in`, {
      data: { role: "designer" },
      headers: { origin: web },
    });
    // tsx marks functions with their names by this; pages that get such functions need it as well.
    await context.addInitScript("globalThis.__name = (named) => named");
    await context.addInitScript(watchOpening);
    const cases: BenchCase[] = [];
    for (const size of SIZES)
      if (`nodes ${size}`.includes(only))
        cases.push(...(await graphs(context, web, bare.url, size, rounds)));
    if ("weight".includes(only)) cases.push(...(await weight(context, web)));
    if ("live".includes(only)) cases.push(...(await live(context, web, bare.url, rounds)));
    return { name: "canvas", cases, machine: machine() };
  } finally {
    await browser.close();
    await bare.stop();
    await stack.stop();
    await rm(home, { recursive: true, force: true });
  }
}

async function graphs(
  context: BrowserContext,
  web: string,
  bareUrl: string,
  size: number,
  rounds: number,
): Promise<BenchCase[]> {
  const name = `bench-${size}`;
  await call(context, web, "pipelines.import", {
    text: stringify(pipelineOf(name, graphOf(size))),
    note: "bench",
  });
  const ours: Figures[] = [];
  const beside: Figures[] = [];
  // The first visit fills the browser's cache, and is not counted.
  for (let round = 0; round <= rounds; round++) {
    const page = await context.newPage();
    await page.goto(`${web}/pipelines/${name}`);
    const open = await opened(page);
    const view = await viewOf(page);
    const address = await bareAddress(bareUrl, page, size);
    const figures = await measure(page);
    await page.reload();
    await opened(page);
    figures["keystroke to problem"] = await keystroke(page);
    await page.close();

    const plain = await context.newPage();
    await plain.goto(address);
    const openAll = await opened(plain);
    const others = await measure(plain);
    await plain.goto(`${address}&x=${view.x}&y=${view.y}&zoom=${view.zoom}`);
    const openSame = await opened(plain);
    await plain.close();
    if (round === 0) continue;
    ours.push({ open, "open, beside the same part in view": open, ...figures });
    beside.push({
      open: openAll,
      "open, beside the same part in view": openSame,
      ...others,
      "keystroke to problem": LIMITS.problem,
    });
  }
  return casesOf(`${size} nodes`, ours, beside);
}

function casesOf(subject: string, ours: Figures[], beside: Figures[]): BenchCase[] {
  return Object.keys(ours[0]!).map((what) =>
    benchCase(
      `${subject}: ${what}`,
      what.startsWith("memory") ? "MB" : "ms",
      ours.map((figures) => figures[what]!),
      beside.map((figures) => figures[what]!),
    ),
  );
}

/** The bare page with a graph of that size, in a box as large as the canvas of a page. */
async function bareAddress(bareUrl: string, page: Page, size: number): Promise<string> {
  const { width, height } = await canvasBox(page);
  return `${bareUrl}/?size=${size}&width=${Math.round(width)}&height=${Math.round(height)}`;
}

/** Every figure that both pages have once they are open. */
async function measure(page: Page): Promise<Figures> {
  const figures: Figures = {};
  const add = (what: string, { p50, p95 }: { p50: number; p95: number }) => {
    figures[`${what}, frame p50`] = p50;
    figures[`${what}, frame p95`] = p95;
  };
  await showAll(page);
  figures["memory, all in view"] = await heap(page);
  add("panning all", await framesOf(page, () => pan(page)));
  add("zooming", await framesOf(page, () => zoom(page)));
  await zoomTo(page, CLOSE);
  add("panning close", await framesOf(page, () => pan(page)));
  add("dragging one", await drag(page, (gesture) => framesOf(page, gesture)));
  await zoomTo(page, WIDE);
  await boxSelect(page);
  add("dragging a selection", await drag(page, (gesture) => framesOf(page, gesture)));
  figures["memory"] = await heap(page);
  return figures;
}

/** Milliseconds from a key pressed in a form to the node that shows the problem. */
async function keystroke(page: Page): Promise<number> {
  await zoomTo(page, CLOSE);
  // Splits have odd numbers; a seed must be a number.
  const { id, x, y } = await nodeInTheMiddle(page, (name) => Number(name.slice(1)) % 2 === 1);
  await page.mouse.click(x, y);
  const field = page.locator('[data-field="seed"] input').first();
  await field.focus();
  await page.evaluate((name) => {
    window.benchProblem = new Promise((resolve) => {
      addEventListener(
        "keydown",
        () => {
          const asked = performance.now();
          const look = (now: number) => {
            const node = document.querySelector(`[data-testid="node-${name}"]`);
            if (node?.getAttribute("data-problem") === "error") resolve(now - asked);
            else if (now - asked > 10_000) resolve(Number.NaN);
            else requestAnimationFrame(look);
          };
          requestAnimationFrame(look);
        },
        { capture: true, once: true },
      );
    });
  }, id);
  await field.press("-");
  return page.evaluate(() => window.benchProblem!);
}

/**
 * Frames of the builder while a run of 1,000 steps is shown on it, all in view, and nothing else is done; and while it is panned.
 * Beside it the bare page while such a run goes on, so that both have the same servers beside them.
 */
async function live(
  context: BrowserContext,
  web: string,
  bareUrl: string,
  rounds: number,
): Promise<BenchCase[]> {
  const size = 1_000;
  const name = "bench-live";
  const during = async (watch: (page: Page, runId: string) => Promise<Figures>) => {
    const timing = { from: Date.now() + SHOWN_MS, perSecond: LIVE_STATES_S };
    const { version } = await call<{ version: number }>(context, web, "pipelines.import", {
      text: stringify(waitingPipeline(name, size, timing)),
      note: "bench",
    });
    const { runId } = await call<{ runId: string }>(context, web, "runs.start", { name, version });
    const page = await context.newPage();
    const figures = await watch(page, runId);
    await page.close();
    await call(context, web, "runs.cancel", { id: runId }).catch(() => undefined);
    return figures;
  };
  const frames = async (page: Page): Promise<Figures> => {
    await opened(page);
    await showAll(page);
    const still = await framesOf(page, () => page.waitForTimeout(LIVE_MS));
    const panned = await framesOf(page, () => pan(page));
    return {
      "looking on, frame p50": still.p50,
      "looking on, frame p95": still.p95,
      "panning, frame p50": panned.p50,
      "panning, frame p95": panned.p95,
    };
  };
  const ours: Figures[] = [];
  const beside: Figures[] = [];
  let address = "";
  for (let round = 0; round < rounds; round++) {
    ours.push(
      await during(async (page, runId) => {
        await page.goto(`${web}/pipelines/${name}?run=${runId}`);
        const figures = await frames(page);
        address = await bareAddress(bareUrl, page, size);
        return figures;
      }),
    );
    beside.push(
      await during(async (page) => {
        await page.goto(address);
        return frames(page);
      }),
    );
  }
  return casesOf("live run of 1,000", ours, beside);
}

/**
 * Compressed kilobytes of script that the builder's first load brings, beside the limit: beyond React and Next (what the build
 * loads with every page), and beyond what the page of the sign-in loads too.
 */
async function weight(context: BrowserContext, web: string): Promise<BenchCase[]> {
  await call(context, web, "pipelines.import", {
    text: stringify(pipelineOf("bench-weight", graphOf(10))),
    note: "bench",
  });
  const manifest = await readFile(path.join(repoRoot, ".next", "build-manifest.json"), "utf8");
  const { rootMainFiles, polyfillFiles } = JSON.parse(manifest) as Record<string, string[]>;
  const framework = [...rootMainFiles!, ...polyfillFiles!];
  const all = await scriptsOf(context, `${web}/pipelines/bench-weight`);
  const signIn = await scriptsOf(await context.browser()!.newContext(), `${web}/sign-in`);
  const beyond = (shared: (name: string) => boolean) =>
    [...all].reduce((sum, [name, bytes]) => sum + (shared(name) ? 0 : bytes), 0) / 1024;
  const isFramework = (name: string) => framework.some((file) => name.endsWith(file));
  return [
    ["beyond React and Next", beyond(isFramework)] as const,
    ["beyond the sign-in page", beyond((name) => isFramework(name) || signIn.has(name))] as const,
  ].map(([what, kb]) => benchCase(`first load: script ${what}`, "KB", [kb], [LIMITS.scriptKb]));
}

/** The scripts that a page loads by itself, with their bytes as they were sent. */
async function scriptsOf(context: BrowserContext, url: string): Promise<Map<string, number>> {
  const page = await context.newPage();
  await page.goto(url, { waitUntil: "networkidle" });
  const scripts = await page.evaluate(() =>
    performance
      .getEntriesByType("resource")
      .map((entry) => entry as PerformanceResourceTiming)
      .filter(({ name }) => new URL(name).pathname.endsWith(".js"))
      .map(({ name, encodedBodySize }): [string, number] => [name, encodedBodySize]),
  );
  await page.close();
  return new Map(scripts);
}

async function call<T>(
  { request }: BrowserContext,
  web: string,
  procedure: string,
  input: unknown,
): Promise<T> {
  const response = await request.post(`${web}/api/trpc/${procedure}`, {
    data: input,
    headers: { origin: web },
  });
  const body = (await response.json()) as { result?: { data: T }; error?: { message: string } };
  if (!body.result) throw new Error(`${procedure}: ${body.error?.message}`);
  return body.result.data;
}
