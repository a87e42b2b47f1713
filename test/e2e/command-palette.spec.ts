import { expect, test, type Page } from "@playwright/test";
import { newPipeline } from "./drafts.ts";
import { call, picture, signIn, web } from "./support.ts";

const field = (page: Page) => page.getByRole("combobox", { name: /^Find a command/ });

/** Opens the palette by its keys; a page that has not come alive yet does not hear them. */
async function open(page: Page): Promise<void> {
  await expect(async () => {
    if (!(await field(page).isVisible())) await page.keyboard.press("Control+k");
    await expect(field(page)).toBeFocused({ timeout: 2_000 });
  }).toPass();
}

/** Chooses what the palette has first for a text, once that is what is meant. */
async function choose(page: Page, text: string, meant: RegExp): Promise<void> {
  await open(page);
  await page.keyboard.type(text);
  await expect(page.getByRole("option").first()).toHaveAccessibleName(meant);
  await page.keyboard.press("Enter");
  await expect(field(page)).toBeHidden();
}

test("pages, runs and actions are found by a few letters, by keyboard alone, the last used first", async ({
  page,
}) => {
  await signIn(page, /Dana Designer/);
  const name = await newPipeline(page);
  const { runId } = await call<{ runId: string }>(page, "runs.start", { name, draft: true });
  await page.goto(`${web()}/runs`);

  await choose(page, "datas", /^Datasets/);
  await page.waitForURL(/\/datasets$/);
  await expect(page.getByRole("heading", { name: "Datasets" })).toBeVisible();
  await choose(page, runId.slice(0, 12), new RegExp(runId));
  await page.waitForURL(new RegExp(`/runs/${runId}`));
  await choose(page, name, new RegExp(`^${name}`));
  await page.waitForURL(new RegExp(`/pipelines/${name}`));

  await open(page);
  const last = page.getByRole("group", { name: "Last used" }).getByRole("option");
  await expect(last.nth(0)).toHaveAccessibleName(new RegExp(`^${name}`));
  await expect(last.nth(1)).toHaveAccessibleName(new RegExp(runId));
  await expect(last.nth(2)).toHaveAccessibleName(/^Datasets/);
  await picture(page, "palette");
  await page.keyboard.type("nothing is called so");
  await expect(page.getByText("Try fewer letters")).toBeVisible();
  await picture(page, "palette-nothing");
  await page.keyboard.press("Escape");
  if (await field(page).isVisible()) await page.keyboard.press("Escape");
  await expect(field(page)).toBeHidden();

  await expect(page.locator("html")).toHaveAttribute("data-theme", "light");
  await choose(page, "dark", /^Dark theme/);
  await expect(page.locator("html")).toHaveAttribute("data-theme", "dark");
  await choose(page, "new pi", /^New pipeline/);
  await expect(page.getByRole("dialog", { name: "New pipeline" })).toBeVisible();
});

test("in the builder steps are added and found, and its buttons are commands with their keys beside them", async ({
  page,
}) => {
  await signIn(page, /Dana Designer/);
  const name = await newPipeline(page);
  await page.goto(`${web()}/pipelines/${name}`);
  await expect(page.getByTestId("node-first")).toBeVisible();

  await choose(page, "split", /^Split/);
  await expect(page.getByTestId("node-split")).toBeVisible();
  await open(page);
  await page.keyboard.type("undo");
  await expect(page.getByRole("option").first()).toHaveAccessibleName(/^Undo.*Ctrl.*Z/);
  await picture(page, "palette-builder");
  await page.keyboard.press("Enter");
  await expect(page.getByTestId("node-split")).toBeHidden();

  await choose(page, "second", /second/);
  await expect(page.locator('.react-flow__node[data-id="second"]')).toHaveClass(/selected/);
  await choose(page, "publish", /^Publish/);
  await expect(page.getByRole("dialog", { name: /Publish/ })).toBeVisible();
});

test("who may only look is offered nothing to change", async ({ page }) => {
  await signIn(page, /Dana Designer/);
  const name = await newPipeline(page);
  await call(page, "pipelines.publish", { name, note: "for the story" });
  await signIn(page, /Robin Reviewer/);
  await page.goto(`${web()}/pipelines/${name}`);
  await expect(page.getByTestId("node-first")).toBeVisible();
  await open(page);
  await page.keyboard.type("split");
  await expect(page.getByText("Try fewer letters")).toBeVisible();
  await page.keyboard.press("Control+a");
  await page.keyboard.type("first");
  await expect(page.getByRole("option", { name: /first/ }).first()).toBeVisible();
});
