import { expect, test } from "@playwright/test";
import { node, openDraft, wire, wires } from "./canvas.ts";
import { picture, signIn } from "./support.ts";

test("a pipeline is drawn, wired, changed and undone by the keyboard alone", async ({ page }) => {
  await signIn(page, /Dana Designer/);
  await openDraft(page, "By keyboard");
  const { keyboard } = page;
  const list = page.getByRole("listbox");
  /** Picks from the list that is open: what is typed, then Enter. */
  const pick = async (text: string) => {
    await expect(list).toBeVisible();
    await keyboard.type(text);
    await keyboard.press("Enter");
    await expect(list).toHaveCount(0);
  };
  const focused = (id: string) =>
    expect(page.locator(`.react-flow__node[data-id="${id}"]`)).toBeFocused();

  // The first step from the palette's search, the next ones from the list of what can follow.
  await keyboard.press("/");
  await keyboard.type("load data");
  await keyboard.press("Enter");
  await expect(node(page, "load")).toBeVisible();
  await keyboard.press("Escape");
  await focused("load");
  await keyboard.press("a");
  await pick("split");
  await expect(wire(page, "load.data", "split.data")).toBeAttached();
  await focused("split");
  await keyboard.press("a");
  await pick("train on a table");
  await expect(wire(page, "split.split", "train.split")).toBeAttached();
  await focused("train");
  await keyboard.press("a");
  await pick("evaluate");
  await expect(wire(page, "train.model", "evaluate.models")).toBeAttached();
  await focused("evaluate");

  // Back along the wires to the split, whose parts the evaluation needs as well.
  await keyboard.press("Alt+ArrowLeft");
  await focused("train");
  await keyboard.press("Alt+ArrowLeft");
  await focused("split");
  await keyboard.press("c");
  await pick("evaluate");
  await expect(wire(page, "split.split", "evaluate.split")).toBeAttached();
  await expect(wires(page)).toHaveCount(4);

  // A step between two others: the wire is reached with Tab, as steps are.
  await keyboard.press("Escape");
  await wire(page, "load.data", "split.data").focus();
  await keyboard.press("Enter");
  await keyboard.press("a");
  await pick("validate");
  await expect(wire(page, "validate.data", "split.data")).toBeAttached();
  await keyboard.press("Shift+Delete");
  await expect(node(page, "validate")).toHaveCount(0);
  await expect(wire(page, "load.data", "split.data")).toBeAttached();

  // Renamed in place, laid out, and all of it undone and done again.
  await node(page, "train").locator("..").focus();
  await keyboard.press("Space");
  await keyboard.press("F2");
  await page.getByLabel("Title", { exact: true }).fill("Fit");
  await keyboard.press("Enter");
  await expect(node(page, "train")).toContainText("Fit");
  await keyboard.press("Control+z");
  await expect(node(page, "train")).not.toContainText("Fit");
  await keyboard.press("Control+Shift+z");
  await keyboard.press("Shift+T");
  await picture(page, "keyboard-1-drawn");

  await keyboard.press("?");
  await expect(page.getByRole("dialog", { name: "Keyboard shortcuts" })).toBeVisible();
  await picture(page, "keyboard-2-shortcuts");
  await keyboard.press("Escape");
});
