import path from "node:path";
import { expect, test, type Locator, type Page } from "@playwright/test";
import { node, openDraft, wire, wires } from "./canvas.ts";
import { drawWire, picture, signIn } from "./support.ts";

const DATA = path.resolve("examples/credit-risk/german-credit.csv");

// On the largest window; other stories have the others.
test.use({ viewport: { width: 2560, height: 1440 } });

test("a wire that is drawn with the mouse leaves the keyboard with its step: Delete removes what is selected, and cuts no wire", async ({
  page,
}) => {
  await signIn(page, /Dana Designer/);
  await openDraft(page, "By mouse", {
    nodes: [
      { id: "load", kind: "data.load" },
      { id: "split", kind: "data.split" },
    ],
    layout: { nodes: { load: { x: 0, y: 0 }, split: { x: 400, y: 0 } } },
  });
  await node(page, "split").click({ position: { x: 40, y: 10 } });
  await drawWire(page, "load.data", "split.data");
  await expect(wire(page, "load.data", "split.data")).toBeAttached();
  await expect(page.locator('.react-flow__node[data-id="load"]')).toBeFocused();
  await expect(page.getByRole("status").filter({ hasText: "cut its wires" })).toHaveCount(0);
  await page.keyboard.press("Delete");
  await expect(node(page, "split")).toHaveCount(0);
  await expect(node(page, "load")).toBeVisible();
});

test("from an empty canvas to a run that has ended by the keyboard alone: steps, ports, wires, forms, problems", async ({
  page,
}) => {
  await signIn(page, /Dana Designer/);
  await openDraft(page, "By keyboard");
  const { keyboard } = page;
  const list = page.getByRole("listbox");
  const inspector = page.getByTestId("inspector");
  /** Picks from the list that is open: what is typed, then Enter. */
  const pick = async (text: string) => {
    await expect(list).toBeVisible();
    await keyboard.type(text);
    await keyboard.press("Enter");
    await expect(list).toHaveCount(0);
  };
  const focused = (id: string) =>
    expect(page.locator(`.react-flow__node[data-id="${id}"]`)).toBeFocused();
  /** The port that has the keyboard, by what is read out. */
  const port = (name: string) => expect(page.locator(":focus")).toHaveAccessibleName(name);

  // The first step from the palette's search, the next one from the list of what can follow.
  const search = page.getByLabel("Find a step");
  await expect(async () => {
    // A page that has not come alive yet does not hear its keys.
    const hears = await search.evaluate((field) => field === document.activeElement);
    if (!hears) await keyboard.press("/");
    await expect(search).toBeFocused({ timeout: 2_000 });
  }).toPass();
  await keyboard.type("load data");
  await keyboard.press("Enter");
  await expect(node(page, "load")).toBeVisible();
  await keyboard.press("Escape");
  await focused("load");
  await keyboard.press("a");
  await pick("split");
  await expect(wire(page, "load.data", "split.data")).toBeAttached();
  await focused("split");

  // Into its ports, one by one, each with its name; at one a new step is wired.
  await keyboard.press("p");
  await port("Data, input, dataset");
  const hint = page.getByRole("status").filter({ hasText: "Esc" });
  await expect(hint).toContainText("Data, input of Split, dataset; wired from Load data");
  await keyboard.press("Tab");
  await port("Split, output, split");
  await expect(hint).toContainText("not wired");
  await picture(page, "keyboard-1-port");
  await keyboard.press("Enter");
  await pick("train on a table");
  await expect(wire(page, "split.split", "train.split")).toBeAttached();
  await focused("train");
  await keyboard.press("a");
  await pick("evaluate");
  await expect(wire(page, "train.model", "evaluate.models")).toBeAttached();
  await focused("evaluate");

  // What is there already is wired at a port as well, cut, and wired again; arrows go along wires.
  await keyboard.press("p");
  await port("Models, input, model, takes several");
  await keyboard.press("ArrowDown");
  await port("Split, input, split");
  await keyboard.press("Enter");
  await pick("split");
  await expect(wire(page, "split.split", "evaluate.split")).toBeAttached();
  await port("Split, input, split");
  await expect(hint).toContainText("wired from Split");
  await keyboard.press("Delete");
  await expect(wires(page)).toHaveCount(3);
  await keyboard.press("Control+z");
  await expect(wires(page)).toHaveCount(4);
  await keyboard.press("ArrowLeft");
  await expect(hint).toContainText("output of Split");
  await expect(hint).toContainText("wired to Train on a table, Evaluate");
  await keyboard.press("Escape");
  await focused("split");

  // A step between two others: the wire is reached with Tab, as steps are.
  await keyboard.press("Alt+ArrowLeft");
  await focused("load");
  await tabTo(page, wire(page, "load.data", "split.data"), "Shift+Tab");
  await keyboard.press("Enter");
  await keyboard.press("a");
  await pick("valid");
  await expect(wire(page, "validate.data", "split.data")).toBeAttached();
  await keyboard.press("Shift+Delete");
  await expect(node(page, "validate")).toHaveCount(0);
  await expect(wire(page, "load.data", "split.data")).toBeAttached();

  // Enter leads into a form. The list of problems leads to a field, and applies the remedy.
  await keyboard.press("Escape");
  await keyboard.press("Alt+ArrowLeft");
  await focused("load");
  await keyboard.press("Enter");
  await expect(inspector.getByLabel("Source", { exact: true })).toBeFocused();
  const chooser = page.waitForEvent("filechooser");
  await keyboard.press("Tab");
  await keyboard.press("Enter");
  await (await chooser).setFiles(DATA);
  await expect(inspector.getByText("german-credit.csv").first()).toBeVisible();
  const counts = page.getByTestId("problem-counts");
  await expect(counts).toHaveAccessibleName(/^1 error/);
  await keyboard.press("F8");
  const target = inspector.getByLabel("Target", { exact: true });
  await expect(target).toBeFocused();
  await keyboard.type("creditabilty");
  await keyboard.press("Escape");
  await expect(counts).toHaveAccessibleName(/^1 error/);
  await tabTo(page, page.getByTestId("canvas").locator(".react-flow__node").last(), "Shift+Tab");
  await keyboard.press("l");
  const problems = page.getByRole("region", { name: "Problems" });
  await expect(problems.getByRole("button", { name: /creditabilty/ }).first()).toBeFocused();
  await picture(page, "keyboard-2-problems");
  await keyboard.press("Control+.");
  await expect(counts).toHaveAccessibleName("No problems");

  // Renamed in place, laid out, and all of it undone and done again.
  await keyboard.press("Alt+ArrowRight");
  await expect(page.locator(".react-flow__node:focus")).toHaveCount(1);
  await keyboard.press("F2");
  await page.keyboard.type("Fit");
  await keyboard.press("Enter");
  await expect(page.locator(".pb-node-title", { hasText: "Fit" })).toHaveCount(1);
  await keyboard.press("Control+z");
  await expect(page.locator(".pb-node-title", { hasText: "Fit" })).toHaveCount(0);
  await keyboard.press("Control+Shift+z");
  await keyboard.press("Shift+T");
  await picture(page, "keyboard-3-drawn");

  await keyboard.press("?");
  await expect(page.getByRole("dialog", { name: "Keyboard shortcuts" })).toBeVisible();
  await picture(page, "keyboard-4-shortcuts");
  await keyboard.press("Escape");

  // Run, and watched to its end.
  await keyboard.press("Control+Enter");
  await expect(page.getByRole("dialog", { name: "Run the draft" })).toBeVisible();
  await keyboard.press("Control+Enter");
  await page.waitForURL(/[?&]run=run_/);
  const bar = page.getByTestId("run-bar");
  await expect(bar.getByText("Done", { exact: true })).toBeVisible({ timeout: 120_000 });
  for (const id of ["load", "split", "train", "evaluate"])
    await expect(node(page, id).locator(".pb-run")).toHaveAttribute("data-run", /^(done|cached)$/);
  await picture(page, "keyboard-5-ended");
});

/** Presses Tab, forwards or back, until something has the keyboard. */
async function tabTo(page: Page, goal: Locator, key: "Tab" | "Shift+Tab") {
  const has = () => goal.evaluate((element) => element === document.activeElement);
  for (let times = 0; times < 40 && !(await has()); times++) await page.keyboard.press(key);
  await expect(goal).toBeFocused();
}
