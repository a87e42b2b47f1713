import { readFile } from "node:fs/promises";
import path from "node:path";
import { expect, test, type Page } from "@playwright/test";
import { repoRoot } from "../../server/home.ts";
import { newPipeline } from "./drafts.ts";
import { signIn, web } from "./support.ts";

/** Compressed kilobytes of script that the builder's first load may bring beyond React and Next. */
const MOST_KB = 300;

test("the builder's first load is light, and what answers a hand comes with its first sign", async ({
  page,
}) => {
  await signIn(page, /Dana Designer/);
  const name = await newPipeline(page);
  await page.goto(`${web()}/pipelines/${name}`, { waitUntil: "networkidle" });
  await expect(page.getByTestId("builder")).toBeVisible();
  const file = path.join(repoRoot, ".next", "build-manifest.json");
  const manifest = await readFile(file, "utf8").catch(() => '{ "rootMainFiles": [] }');
  const framework = (JSON.parse(manifest) as { rootMainFiles: string[] }).rootMainFiles;
  const scripts = await scriptsOf(page);
  const isFramework = (script: string) => framework.some((one) => script.endsWith(one));
  test.skip(!scripts.some(([script]) => isFramework(script)), "The stack runs another build.");

  const bytes = scripts.reduce((sum, [script, size]) => sum + (isFramework(script) ? 0 : size), 0);
  expect(bytes / 1024).toBeLessThan(MOST_KB);
  await page.mouse.move(700, 400);
  await expect.poll(async () => (await scriptsOf(page)).length).toBeGreaterThan(scripts.length);
});

test("a menu opens by click, Enter and arrow, closes by click, Escape, Tab and a press beside it, and gives the focus back", async ({
  page,
}) => {
  await signIn(page, /Dana Designer/);
  await page.goto(`${web()}/pipelines/${await newPipeline(page)}`);
  const more = page.getByRole("button", { name: "More", exact: true });
  const menu = page.getByRole("menu", { name: "More" });
  const first = page.getByRole("menuitem", { name: "Download as YAML" });

  await more.click();
  await expect(menu).toBeFocused();
  await expect(more).toHaveAttribute("aria-expanded", "true");
  await more.click();
  await expect(menu).toBeHidden();
  await more.press("Enter");
  await expect(first).toBeFocused();
  await page.keyboard.press("Escape");
  await expect(menu).toBeHidden();
  await expect(more).toBeFocused();
  await page.keyboard.press("ArrowDown");
  await expect(first).toBeFocused();
  await page.keyboard.press("Tab");
  await expect(menu).toBeHidden();
  await expect(page.getByRole("button", { name: "Publish", exact: true })).toBeFocused();
  await more.click();
  await expect(menu).toBeFocused();
  await page.getByRole("heading", { name: "Pipeline", exact: true }).click();
  await expect(menu).toBeHidden();

  const notices = page.getByRole("button", { name: /^Notices/ });
  const told = page.getByRole("dialog", { name: "Notices" });
  await notices.click();
  await expect(told).toBeVisible();
  await notices.click();
  await expect(told).toBeHidden();
  await notices.press("Enter");
  await expect(told).toBeVisible();
  await page.keyboard.press("Escape");
  await expect(told).toBeHidden();
  await expect(notices).toBeFocused();

  await page.getByRole("button", { name: "Versions" }).hover();
  await expect(page.getByText("Versions", { exact: true })).toBeVisible();
  await page.keyboard.press("Escape");
  await expect(page.getByText("Versions", { exact: true })).toBeHidden();
});

test("a dialog whose focus begins where it is marked gives it back to what opened it", async ({
  page,
}) => {
  await signIn(page, /Dana Designer/);
  await page.goto(`${web()}/pipelines/${await newPipeline(page)}`);
  const publish = page.getByRole("button", { name: "Publish", exact: true });
  await publish.press("Enter");
  await expect(page.getByRole("textbox", { name: "What changed, and why" })).toBeFocused();
  await page.keyboard.press("Escape");
  await expect(page.getByRole("dialog")).toBeHidden();
  await expect(publish).toBeFocused();
  const run = page.getByTestId("run");
  await run.press("Enter");
  await expect(page.getByRole("dialog", { name: "Run the draft" })).toBeVisible();
  await page.keyboard.press("Escape");
  await expect(page.getByRole("dialog")).toBeHidden();
  await expect(run).toBeFocused();
});

/** The scripts a page has loaded, with their bytes as they were sent. */
function scriptsOf(page: Page): Promise<[name: string, bytes: number][]> {
  return page.evaluate(() =>
    performance
      .getEntriesByType("resource")
      .map((entry) => entry as PerformanceResourceTiming)
      .filter(({ name }) => new URL(name).pathname.endsWith(".js"))
      .map(({ name, encodedBodySize }): [string, number] => [name, encodedBodySize]),
  );
}
