import AxeBuilder from "@axe-core/playwright";
import { expect, test, type Page } from "@playwright/test";
import { picture, signIn, web } from "./support.ts";

// After the other stories: there are runs, models, reviews and deployments to look at.

const PAGES: [string, string][] = [
  ["pipelines", "/pipelines"],
  ["runs", "/runs"],
  ["compare", "/runs/compare"],
  ["triggers", "/triggers"],
  ["outbox", "/outbox"],
  ["datasets", "/datasets"],
  ["models", "/models"],
  ["reviews", "/reviews"],
  ["policies", "/policies?tier=high"],
  ["deployments", "/deployments"],
  ["workers", "/workers"],
  ["audit", "/audit"],
  ["settings", "/settings"],
];

/** Where the first link of a list leads. */
async function first(page: Page, list: string): Promise<string> {
  // The stories before have decided all that waited.
  await page.goto(`${web()}${list}${list === "/reviews" ? "?view=closed" : ""}`);
  const link = page.locator(`main a[href^="${list}/"]`).first();
  return (await link.getAttribute("href"))!;
}

async function expectAccessible(page: Page, name: string): Promise<void> {
  const { violations } = await new AxeBuilder({ page }).analyze();
  const grave = violations.filter(({ impact }) => impact === "serious" || impact === "critical");
  const found = grave.map(
    ({ id, nodes }) => `${id}: ${nodes.map(({ target }) => target.join(" ")).join(", ")}`,
  );
  expect(found, name).toEqual([]);
}

/** Opens a page and waits until it is drawn; it is no wider than the window, and a picture of it is kept. */
async function look(page: Page, name: string, path: string): Promise<void> {
  await page.goto(`${web()}${path}`);
  await expect(page.getByRole("heading", { level: 1 }).first()).toBeVisible();
  await expect(page.getByText(/^Loading/)).toHaveCount(0);
  // Pages that follow a stream never come to rest.
  await page.waitForLoadState("networkidle", { timeout: 2_000 }).catch(() => undefined);
  expect(await page.title(), path).toMatch(/Penstock/);
  const wide = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
  expect(wide, `${path} is wider than the window`).toBeLessThanOrEqual(0);
  await picture(page, `page-${name}-${page.viewportSize()!.width}`);
}

function errorsOf(page: Page): string[] {
  const errors: string[] = [];
  page.on("pageerror", (error) => errors.push(`${page.url()}: ${error.message}`));
  return errors;
}

for (const [colorScheme, viewport] of [
  ["light", { width: 1440, height: 900 }],
  ["dark", { width: 1024, height: 768 }],
] as const)
  test(`every page opens without an error, fits ${viewport.width} pixels, and is accessible in ${colorScheme}`, async ({
    page,
  }) => {
    await page.emulateMedia({ colorScheme });
    await page.setViewportSize(viewport);
    const errors = errorsOf(page);
    await signIn(page, /Alex Admin/);
    const pages = [...PAGES];
    for (const list of [
      "/pipelines",
      "/runs",
      "/triggers",
      "/outbox",
      "/models",
      "/reviews",
      "/deployments",
    ])
      pages.push([`${list.slice(1)}-one`, await first(page, list)]);
    pages.push(["risk", `${await first(page, "/models")}?tab=risk`]);
    for (const [name, path] of pages) {
      await look(page, name, path);
      await expectAccessible(page, `${path} in ${colorScheme}`);
    }
    expect(errors).toEqual([]);
  });

test("the builder, a run, the desk and a review open without an error on 2560 pixels", async ({
  page,
}) => {
  await page.setViewportSize({ width: 2560, height: 1440 });
  const errors = errorsOf(page);
  await signIn(page, /Alex Admin/);
  await look(page, "reviews", "/reviews");
  for (const list of ["/pipelines", "/runs", "/reviews"])
    await look(page, `${list.slice(1)}-one`, await first(page, list));
  expect(errors).toEqual([]);
});
