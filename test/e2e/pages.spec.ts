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

/** What scrolls sideways can be scrolled by keyboard: it, or something in it, takes the focus. */
async function expectReachable(page: Page, name: string): Promise<void> {
  const unreachable = () =>
    page.evaluate(() =>
      [...document.querySelectorAll("main *")]
        .filter((one) => {
          if (one.scrollWidth <= one.clientWidth + 1) return false;
          if (!["auto", "scroll"].includes(getComputedStyle(one).overflowX)) return false;
          const stops = "a[href], button:not([disabled]), input, select, textarea, [tabindex='0']";
          return !one.matches("[tabindex='0']") && !one.querySelector(stops);
        })
        .map((one) => one.outerHTML.slice(0, 200)),
    );
  await expect.poll(unreachable, name).toEqual([]);
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
      await expectReachable(page, path);
    }
    expect(errors).toEqual([]);
  });

test("a table that is wider than its place is scrolled by keyboard, and is no stop where it is not", async ({
  page,
}) => {
  await signIn(page, /Alex Admin/);
  await page.goto(`${web()}/workers`);
  const table = page.getByRole("table", { name: /^Worker processes/ });
  const place = table.locator("..");
  for (const [width, scrolls] of [
    [2560, false],
    [640, true],
  ] as const) {
    await page.setViewportSize({ width, height: 800 });
    await expect(place).toHaveJSProperty("tabIndex", scrolls ? 0 : -1);
  }
  await place.focus();
  await page.keyboard.press("ArrowRight");
  await expect.poll(() => place.evaluate((box) => box.scrollLeft)).toBeGreaterThan(0);
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
