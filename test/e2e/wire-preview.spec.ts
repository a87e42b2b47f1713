import { expect, test, type Page } from "@playwright/test";
import { call, picture, signIn, web } from "./support.ts";

const CITIES = ["Bern", "Oslo", "Rome"];
const ROWS = 1_200;

/** Every fifth of these people has no city, every hundredth no age that is a number; spending is twice the row. */
const people = () => {
  const line = (row: number) =>
    `${row},${row % 100 === 0 ? "old" : 18 + (row % 60)},${row % 5 === 0 ? "" : CITIES[row % 3]},${row * 2}`;
  return `id,age,city,spend\n${Array.from({ length: ROWS }, (_, row) => line(row + 1)).join("\n")}\n`;
};

const pipeline = (name: string, source: string) => `
apiVersion: penstock/v1
name: ${name}
nodes:
  - { id: load, kind: data.load, title: People, config: { source: "${source}" } }
  - id: check
    kind: data.validate
    title: Check people
    config:
      checks:
        - { check: type, column: age, type: integer, mostly: 0.9 }
        - { check: not_null, columns: [city], mostly: 0.5 }
  - { id: split, kind: data.split, title: Split, config: { method: random, seed: 1 } }
  - { id: large, kind: control.condition, title: Large, config: { expression: "input.rows > 100000" } }
  - { id: never, kind: control.wait, title: Never, config: { for: 1s } }
wires:
  - { from: load.data, to: check.data }
  - { from: check.data, to: split.data }
  - { from: check.data, to: large.value }
  - { from: large.true, to: never.in }
`;

/** A run of such a pipeline that has ended. */
async function finishedRun(page: Page): Promise<{ name: string; runId: string }> {
  const upload = await page.request.post(`${web()}/api/uploads`, {
    data: Buffer.from(people()),
    headers: { "x-file-name": "people.csv", "content-type": "application/octet-stream" },
  });
  const { source } = (await upload.json()) as { source: string };
  const name = `people-${Date.now().toString(36)}`;
  await call(page, "pipelines.import", { text: pipeline(name, source), note: "for the story" });
  const { runId } = await call<{ runId: string }>(page, "runs.start", { name, version: 1 });
  await expect
    .poll(
      async () =>
        (await call<{ run: { status: string } }>(page, "runs.get", { id: runId })).run.status,
      { timeout: 120_000 },
    )
    .toBe("done");
  return { name, runId };
}

test("rows on a wire are read, sorted, filtered, sampled and copied; those set aside say why", async ({
  page,
  context,
}) => {
  await context.grantPermissions(["clipboard-read", "clipboard-write"]);
  await signIn(page, /Dana Designer/);
  const { runId } = await finishedRun(page);
  await page.goto(`${web()}/runs/${runId}?step=load&tab=results`);
  const load = page.getByRole("button", { name: /^Data /, expanded: false });
  await load.click();
  const grid = page.getByRole("grid", { name: "Rows" });
  await expect(grid.getByRole("gridcell", { name: "Oslo" }).first()).toBeVisible();
  await expect(page.getByText("1,200 rows, 4 columns", { exact: true }).first()).toBeVisible();

  // The largest spender first, by the column's head; the keyboard goes to a cell, and takes it and its row along.
  const head = grid.getByRole("columnheader", { name: /^spend/ });
  await head.getByRole("button").click();
  await head.getByRole("button").click();
  await expect(head).toHaveAttribute("aria-sort", "descending");
  await expect(grid.getByRole("row").nth(1)).toContainText("2400");
  await grid.focus();
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("End");
  await expect(grid.locator('[aria-selected="true"]')).toHaveText("2400");
  await page.keyboard.press("Control+c");
  await expect.poll(() => page.evaluate(() => navigator.clipboard.readText())).toBe("2400");
  await page.keyboard.press("Control+Shift+C");
  await expect
    .poll(() => page.evaluate(() => navigator.clipboard.readText()))
    .toBe("1200,old,,2400");
  await picture(page, "table-sorted");

  // A filter that fits the column, one that does not, and none that passes.
  await page.getByRole("button", { name: "Filter", exact: true }).click();
  await page.getByRole("combobox", { name: "Compared how" }).click();
  await page.getByRole("option", { name: "at most", exact: true }).click();
  await page.getByRole("textbox", { name: "Value" }).fill("10");
  await expect(page.getByText("10 of 1,200 rows pass")).toBeVisible();
  await page.getByRole("textbox", { name: "Value" }).fill("ten");
  await expect(page.getByText("give a whole number")).toBeVisible();
  await page.getByRole("textbox", { name: "Value" }).fill("-1");
  await expect(page.getByText("No row passes these filters")).toBeVisible();
  await page.getByRole("button", { name: "Remove the filters" }).click();

  // Random rows: the same sample until another is asked for.
  await page.getByRole("button", { name: "Random" }).click();
  await expect(page.getByText("200 random rows shown (sample 1)")).toBeVisible();
  await page.getByRole("button", { name: "Another sample" }).click();
  await expect(page.getByText("200 random rows shown (sample 2)")).toBeVisible();

  // Every column's figures.
  await page.getByRole("button", { name: "Columns", exact: true }).click();
  await page.getByRole("list", { name: "Columns" }).getByRole("button", { name: /^city/ }).click();
  await expect(page.getByText("20.0 % missing").first()).toBeVisible();
  await expect(page.getByRole("button", { name: /^Oslo 320/ })).toBeVisible();
  await picture(page, "table-columns");

  await page.goto(`${web()}/runs/${runId}?step=check&tab=results`);
  await page.getByRole("button", { name: /^Rows set aside/, expanded: false }).click();
  const reasons = page.getByRole("region", { name: "Set aside because" });
  await expect(reasons.getByRole("button").first()).toHaveText(
    /city: the value is missing240 · 100 %/,
  );
  await reasons.getByRole("button", { name: /age: … is not a whole number/ }).click();
  await expect(page.getByText("12 of 240 rows pass")).toBeVisible();
  await expect(
    page.getByRole("gridcell", { name: /age: 'old' is not a whole number; city/ }).first(),
  ).toBeVisible();
  await picture(page, "table-set-aside");
});

test("a click on a wire of a run shows what passed there, or why nothing did", async ({ page }) => {
  await signIn(page, /Dana Designer/);
  const { name, runId } = await finishedRun(page);
  await page.goto(`${web()}/pipelines/${name}?run=${runId}`);
  const panel = page.getByRole("region", { name: "What passed on the wire" });
  const wire = async (id: string) => {
    const edge = page.locator(`.react-flow__edge[data-id="${id}"]`);
    await edge.focus();
    await page.keyboard.press("Enter");
  };
  await expect(page.getByTestId("node-split")).toBeVisible();
  await wire("load.data->check.data");
  await expect(panel.getByRole("heading", { name: "Data" })).toBeVisible();
  await expect(panel.getByRole("gridcell", { name: "Oslo" }).first()).toBeVisible();
  await picture(page, "wire-rows");
  await panel.getByRole("button", { name: "Enlarge" }).click();
  const large = page.getByRole("dialog", { name: "Data" });
  await expect(large.getByRole("grid")).toBeVisible();
  await picture(page, "wire-large");
  await page.keyboard.press("Escape");
  await expect(large).toBeHidden();

  await wire("large.true->never.in");
  await expect(panel.getByText("“Large” went to “false”, so this way was not taken")).toBeVisible();
  await picture(page, "wire-not-taken");
});
