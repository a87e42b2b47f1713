import { expect, test, type Locator, type Page } from "@playwright/test";
import { picture, signIn, web } from "./support.ts";

interface Draft {
  document: { nodes: { id: string; config: Record<string, unknown> }[] };
  revision: number;
}

/** Edits the draft as another window of the same person would, then opens it anew. */
async function editDraft(page: Page, name: string, change: (draft: Draft) => void): Promise<void> {
  const { request } = page.context();
  const input = encodeURIComponent(JSON.stringify({ name }));
  const answer = await request.get(`${web()}/api/trpc/pipelines.get?input=${input}`);
  const { draft } = ((await answer.json()) as { result: { data: { draft: Draft } } }).result.data;
  change(draft);
  const saved = await request.post(`${web()}/api/trpc/pipelines.saveDraft`, {
    data: { name, document: draft.document, revision: draft.revision },
    headers: { origin: web() },
  });
  expect(saved.ok(), await saved.text()).toBe(true);
  await page.goto(`${web()}/pipelines/${name}`);
  await expect(page.getByTestId("node-load")).toBeVisible();
}

const shownRun = (page: Page) => new URL(page.url()).searchParams.get("run")!;

/** The counts of steps in the bar that are seen in part: each has to be shown whole, or not at all. */
function cutCounts(bar: Locator): Promise<string[]> {
  return bar.locator("li").evaluateAll((items) =>
    items.flatMap((item) => {
      const own = item.getBoundingClientRect();
      const list = item.parentElement!.getBoundingClientRect();
      const isHidden = own.width === 0 || own.top >= list.bottom;
      const isWhole = own.right <= list.right + 0.5 && own.bottom <= list.bottom + 0.5;
      return isHidden || isWhole ? [] : [item.textContent];
    }),
  );
}

/** What can be pressed in the bar and is not whole within it. */
function cutButtons(bar: Locator): Promise<string[]> {
  return bar.locator("button").evaluateAll((buttons) =>
    buttons.flatMap((button) => {
      const own = button.getBoundingClientRect();
      const around = button.closest("section")!.getBoundingClientRect();
      const top = document.elementFromPoint(own.x + own.width / 2, own.y + own.height / 2);
      const isWhole = own.left >= around.left && own.right <= around.right && button.contains(top);
      return isWhole ? [] : [button.getAttribute("aria-label") ?? button.textContent];
    }),
  );
}

test("a pipeline runs on its canvas: live states, what will be reused, a curve, why it failed, and past runs as they were", async ({
  page,
}) => {
  await signIn(page, /Dana Designer/);
  await page.goto(`${web()}/pipelines`);
  await page.getByRole("button", { name: "Open Credit risk as my draft" }).click();
  await page.waitForURL(/\/pipelines\/credit-risk/);
  const name = new URL(page.url()).pathname.split("/").at(-1)!;
  const config = (draft: Draft, id: string) =>
    draft.document.nodes.find((n) => n.id === id)!.config;
  // A seed that nobody has used: what is behind it has never been computed.
  const seed = Date.now() % 1_000_000;
  await editDraft(page, name, (draft) => {
    config(draft, "split")["seed"] = seed;
    // Long enough to be watched.
    Object.assign(config(draft, "xgboost"), { trees: 2000, earlyStoppingRounds: 1000 });
  });
  const node = (id: string) => page.getByTestId(`node-${id}`);
  const bar = page.getByTestId("run-bar");
  const dialog = page.getByRole("dialog", { name: "Run the draft" });
  /** Selects a step and brings it so near that all of it can be read. */
  const look = async (id: string) => {
    await page.getByRole("button", { name: "Show all steps" }).click();
    await node(id).click();
    await page.keyboard.press("Shift+Digit2");
    await expect(node(id)).toHaveAttribute("data-detail", "near");
  };
  const plan = (id: string) => dialog.locator(`[data-node="${id}"]`);

  // Up to one step, by the keyboard.
  await look("xgboost");
  await page.keyboard.press("Control+Shift+Enter");
  await expect(plan("split")).toHaveAttribute("data-will", /^(run|open)$/);
  await expect(plan("logistic")).toHaveCount(0);
  await picture(page, "run-1-asked");
  await page.keyboard.press("Control+Enter");
  await page.waitForURL(/[?&]run=run_/);
  const first = shownRun(page);
  await expect(bar).toBeVisible();
  await expect(node("logistic").getByText("Not in this run")).toBeVisible();
  await expect(node("xgboost").locator("[data-run=running]")).toBeVisible();
  await picture(page, "run-2-running");
  await expect(bar.getByText("Done", { exact: true })).toBeVisible({ timeout: 180_000 });
  await expect(node("xgboost").getByRole("img", { name: /\d+ points$/ })).toBeVisible();
  await expect(page.locator('[data-run="passed"]').first()).toBeAttached();

  // The second time it is said before the start what will be reused, and from which run.
  await page.keyboard.press("Escape");
  await page.keyboard.press("Control+Enter");
  await expect(plan("xgboost")).toHaveAttribute("data-will", "reuse");
  await expect(plan("xgboost").getByRole("link")).toHaveText(first.slice(0, 10));
  await expect(plan("logistic")).toHaveAttribute("data-will", "run");
  await picture(page, "run-3-reused");
  await dialog.getByRole("checkbox", { name: "Take no cached result" }).click();
  await expect(plan("load")).toHaveAttribute("data-will", "run");
  await dialog.getByRole("button", { name: "Cancel" }).click();

  // A step fails: its sentence stands on the canvas.
  await editDraft(page, name, (draft) => {
    config(draft, "derive")["sql"] =
      `select *, case when age_in_years > ${seed % 18} then error('The scoring table is closed.') end as sex from input`;
  });
  await page.getByTestId("run").click();
  await dialog.getByTestId("start-run").click();
  await expect(bar.getByText("Failed", { exact: true })).toBeVisible({ timeout: 120_000 });
  await look("derive");
  await expect(node("derive").getByText(/The scoring table is closed/)).toBeVisible();
  await expect(node("split").getByText("Skipped")).toBeVisible();
  await picture(page, "run-4-failed");
  for (let width = 1024; width <= 1440; width += 8) {
    await page.setViewportSize({ width, height: 900 });
    expect(await cutCounts(bar), `${width} pixels`).toEqual([]);
    expect(await cutButtons(bar), `${width} pixels`).toEqual([]);
  }

  // A past run is seen as it was run, with what differs from the draft now.
  await page.keyboard.press("Escape");
  await page.getByRole("button", { name: "Runs", exact: true }).click();
  const runs = page.getByTestId("runs");
  await runs.getByRole("button", { name: first.slice(0, 10) }).click();
  await page.waitForURL(new RegExp(`run=${first}.*as=run`));
  await expect(node("derive").getByText("changed since")).toBeVisible();
  await expect(node("split").getByText("changed since")).toHaveCount(0);
  await look("derive");
  const side = page.getByRole("complementary").last();
  await expect(side.getByText("Changed since this run")).toBeVisible();
  await expect(side.getByText(/personal_status_and_sex like/).first()).toBeVisible();
  await picture(page, "run-5-as-it-ran");
  await side.getByRole("button", { name: "Close the step" }).click();
  await page.getByRole("button", { name: "Close the runs" }).click();
  await side.getByRole("button", { name: "Restore into the draft" }).click();
  await expect(node("derive").getByText("changed since")).toHaveCount(0);

  // The rest waits for a reviewer; whoever comes later is told that it goes on.
  await page.getByTestId("run").click();
  await dialog.getByTestId("start-run").click();
  await look("review");
  await expect(node("review").getByText("for a reviewer")).toBeVisible({ timeout: 240_000 });
  await picture(page, "run-6-waiting");
  await page.goto(`${web()}/pipelines/${name}`);
  await page.getByTestId("going-on").getByRole("button", { name: "Show" }).click();
  await expect(bar.getByText("Waiting", { exact: true })).toBeVisible();
  await bar.getByRole("button", { name: "Cancel the run" }).click();
  await page.getByRole("button", { name: "Cancel the run" }).last().click();
  await expect(bar.getByText("Cancelled", { exact: true })).toBeVisible();
  await expect(bar).toBeFocused();
  await bar.getByRole("button", { name: "Close the run and go on editing" }).click();
  await expect(bar).toHaveCount(0);
});
