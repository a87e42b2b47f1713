import path from "node:path";
import { expect, test, type Page } from "@playwright/test";
import { picture, signIn, web } from "./support.ts";

const DATA = path.resolve("examples/credit-risk/german-credit.csv");

/** A line from a file, not yet chosen, through a query and a split to a trainer without a target; answers its name. */
async function newLine(page: Page): Promise<string> {
  const name = `columns-${Date.now().toString(36)}`;
  const nodes = [
    { id: "load", kind: "data.load" },
    { id: "clean", kind: "data.transform", config: { sql: "SELECT * FROM input" } },
    { id: "split", kind: "data.split" },
    { id: "train", kind: "train.tabular" },
  ];
  const document = {
    apiVersion: "penstock/v1",
    name,
    nodes,
    wires: [
      { from: "load.data", to: "clean.input" },
      { from: "clean.data", to: "split.data" },
      { from: "split.split", to: "train.split" },
    ],
    layout: { nodes: Object.fromEntries(nodes.map(({ id }, n) => [id, { x: 280 * n, y: 0 }])) },
  };
  for (const [verb, data] of [
    ["pipelines.create", { name }],
    ["pipelines.saveDraft", { name, revision: 1, document }],
  ] as const) {
    const response = await page.request.post(`${web()}/api/trpc/${verb}`, { data });
    expect(response.status(), await response.text()).toBe(200);
  }
  return name;
}

test("columns flow to the forms below before anything has run, and what an upstream change breaks is fixed with a click", async ({
  page,
}) => {
  await signIn(page, /Dana Designer/);
  await page.goto(`${web()}/pipelines/${await newLine(page)}`);
  const inspector = page.getByTestId("inspector");
  const open = async (id: string) => {
    // A jump to a problem may have moved it out of sight.
    await page.getByRole("button", { name: "Show all steps" }).click();
    await page.getByTestId(`node-${id}`).click();
  };
  const counts = page.getByTestId("problem-counts");
  const target = inspector.getByLabel("Target", { exact: true });

  // Nothing is known yet, and the form says whose fault that is.
  await open("train");
  await expect(page.getByTestId("columns-note")).toContainText("load:");
  await open("load");
  await page.getByTestId("source-file").setInputFiles(DATA);
  await expect(inspector.getByText("german-credit.csv").first()).toBeVisible();

  // The file's columns, through a query and a split.
  await open("train");
  await expect(page.getByTestId("columns-note")).toContainText(/\d+ columns reach this step/);
  await target.click();
  await page.getByRole("option", { name: /^creditability\b/ }).click();
  await expect(counts).toHaveAccessibleName("No problems");
  await picture(page, "columns-1-offered");

  // A query that gives the target another name.
  const rewrite = async (sql: string) => {
    await open("clean");
    await inspector.locator(".cm-content").click();
    await page.keyboard.press("ControlOrMeta+a");
    await page.keyboard.insertText(sql);
  };
  await rewrite("SELECT * RENAME (creditability AS good) FROM input");
  await expect(counts).toHaveAccessibleName(/1 error/);
  await counts.click();
  const list = page.getByRole("region", { name: "Problems" });
  await expect(list).toContainText("The column 'creditability' no longer reaches 'train'");
  await picture(page, "columns-2-gone");
  await page.getByTestId("node-train").getByTestId("problem-badge").click();
  const sentences = page.getByRole("dialog", { name: "Problems of this step" });
  await expect(sentences).toContainText("it is called 'good' there");
  await page.keyboard.press("Escape");

  // F8 leads into the field; the remedy beside the problem is one step of undo.
  await page.keyboard.press("F8");
  await expect(target).toBeFocused();
  await list.getByRole("button", { name: "Use 'good' instead" }).click();
  await expect(counts).toHaveAccessibleName("No problems");
  await expect(list).toContainText("this pipeline can run");
  await page.getByRole("button", { name: "Undo" }).click();
  await expect(counts).toHaveAccessibleName(/1 error/);
  await page.getByRole("button", { name: "Redo" }).click();
  await expect(counts).toHaveAccessibleName("No problems");

  // A query that cannot be bound is wrong where it stands, and what depends on it is left alone.
  await rewrite("SELECT credit_amount, creditabilty AS good FROM input");
  await expect(list).toContainText("The SQL names a column 'creditabilty' in line 1");
  await picture(page, "columns-3-sql");
  await expect(counts).toHaveAccessibleName(/1 error/);
  await list.getByRole("button", { name: "Use 'creditability' instead of 'creditabilty'" }).click();
  await expect(counts).toHaveAccessibleName("No problems");
});
