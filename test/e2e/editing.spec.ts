import { expect, test, type Page } from "@playwright/test";
import {
  atRest,
  dragTo,
  node,
  openDraft,
  placeOf,
  undoneAndRedone,
  wire,
  wires,
  type DrawnDocument,
} from "./canvas.ts";
import { picture, signIn, web } from "./support.ts";

const LINE: DrawnDocument = {
  nodes: [
    { id: "load", kind: "data.load", config: { source: "dataset:german-credit" } },
    { id: "split", kind: "data.split" },
    { id: "train", kind: "train.tabular", config: { target: "creditability" } },
  ],
  wires: [
    { from: "load.data", to: "split.data" },
    { from: "split.split", to: "train.split" },
  ],
  layout: { nodes: { load: { x: 0, y: 0 }, split: { x: 360, y: 0 }, train: { x: 720, y: 0 } } },
};

test.beforeEach(async ({ page, context }) => {
  await context.grantPermissions(["clipboard-read", "clipboard-write"]);
  await signIn(page, /Dana Designer/);
});

test("steps are put into wires, drawn out of ports, removed and rejoined: one undo step each", async ({
  page,
}) => {
  await openDraft(page, "Edited by hand", LINE);
  await atRest(page);

  // A step from the palette dropped on a wire: the wire shows that it would take it in.
  const between = await placeOf(wire(page, "load.data", "split.data"));
  await page.getByLabel("Find a step").fill("validate");
  await expect(page.getByTestId("palette-data.load")).toHaveCount(0);
  await dragTo(page, await placeOf(page.getByTestId("palette-data.validate")), between, () =>
    expect(page.locator(".pb-wire[data-over]")).toHaveCount(1),
  );
  await expect(wire(page, "load.data", "validate.data")).toBeAttached();
  await expect(wire(page, "validate.data", "split.data")).toBeAttached();
  await undoneAndRedone(page, async () => {
    await expect(node(page, "validate")).toHaveCount(0);
    await expect(wire(page, "load.data", "split.data")).toBeAttached();
  });
  await expect(wires(page)).toHaveCount(3);

  // Taken out of the middle, the wire can be joined again; both are one step back.
  await node(page, "validate").click();
  await page.keyboard.press("Delete");
  await page.getByRole("button", { name: "Rejoin" }).click();
  await expect(wire(page, "load.data", "split.data")).toBeAttached();
  await page.keyboard.press("Control+z");
  await expect(node(page, "validate")).toBeVisible();
  await expect(wires(page)).toHaveCount(3);

  // From a port into empty space: only what fits is offered. From an input, too.
  const out = await placeOf(page.getByTestId("handle-split-out-split"));
  await dragTo(page, out, { x: out.x + 40, y: out.y + 220 });
  await expect(page.getByTestId("pick-train.tabular")).toBeVisible();
  await expect(page.getByTestId("pick-data.load")).toHaveCount(0);
  await page.getByTestId("pick-train.tabular").click();
  await expect(wire(page, "split.split", "train_2.split")).toBeAttached();
  await undoneAndRedone(page, () => expect(node(page, "train_2")).toHaveCount(0));
  await expect(wires(page)).toHaveCount(4);
  await picture(page, "editing-1-wires");
});

test("a loose step is dragged into a wire, and dropped on a group it joins it", async ({
  page,
}) => {
  await openDraft(page, "Loose steps", {
    ...LINE,
    nodes: [...LINE.nodes, { id: "check", kind: "data.validate" }],
    layout: { nodes: { ...LINE.layout!.nodes, check: { x: 360, y: 300 } } },
  });
  await atRest(page);
  const check = page.locator('.react-flow__node[data-id="check"]');
  const { height } = (await check.boundingBox())!;
  const between = await placeOf(wire(page, "load.data", "split.data"));
  await dragTo(
    page,
    await placeOf(check, { x: 60, y: 12 }),
    { x: between.x - 40, y: between.y - height / 2 + 12 },
    () => expect(page.locator(".pb-wire[data-over]")).toHaveCount(1),
  );
  await expect(wire(page, "check.data", "split.data")).toBeAttached();
  await undoneAndRedone(page, () => expect(wires(page)).toHaveCount(2));
  await expect(wires(page)).toHaveCount(3);
});

test("steps are grouped, collapsed to one node, noted, aligned, copied to another pipeline; undo outlives a reload", async ({
  page,
  context,
}) => {
  const name = await openDraft(page, "Arranged", LINE);
  await atRest(page);
  await node(page, "split").click();
  await node(page, "train").click({ modifiers: ["Control"] });
  await page.getByRole("button", { name: "Group", exact: true }).click();
  await page.keyboard.type("Fit the model");
  await page.keyboard.press("Enter");
  const group = page.getByTestId("group-group");
  await expect(group).toContainText("Fit the model");

  await group.getByRole("button", { name: "Collapse the group" }).click();
  await expect(node(page, "split")).toHaveCount(0);
  await expect(wires(page)).toHaveCount(1);
  await expect(page.getByTestId("handle-group:group-in-split.data")).toBeVisible();
  await picture(page, "editing-2-collapsed");
  await undoneAndRedone(page, () => expect(node(page, "split")).toBeVisible());
  await group.getByRole("button", { name: "Expand the group" }).click();
  await expect(node(page, "train")).toBeVisible();

  // A note in Markdown; HTML in it stays text.
  await page.keyboard.press("Escape");
  await page.getByRole("button", { name: "Add a note" }).click();
  await page
    .getByLabel("Note, in Markdown")
    .fill("# Why\n\nThe **reviewers** asked. <b>No HTML</b>");
  await page.getByRole("button", { name: "Show all steps" }).click();
  const note = page.getByTestId("note-note");
  await expect(note.getByRole("heading", { name: "Why" })).toBeVisible();
  await expect(note.locator("strong")).toHaveText("reviewers");
  await expect(note).toContainText("<b>No HTML</b>");
  await atRest(page);

  // A box around all of them, one of them moved: aligned again at once.
  const canvas = (await page.getByTestId("canvas").boundingBox())!;
  await page.keyboard.down("Shift");
  await dragTo(
    page,
    { x: canvas.x + 12, y: canvas.y + 70 },
    { x: canvas.x + canvas.width - 12, y: canvas.y + canvas.height - 140 },
  );
  await page.keyboard.up("Shift");
  await expect(page.getByRole("toolbar", { name: "The selection" })).toBeVisible();
  await page.keyboard.press("Escape");
  await node(page, "load").click();
  await node(page, "train").click({ modifiers: ["Control"] });
  await page.getByRole("button", { name: "Align left" }).click();
  const left = async (id: string) =>
    Math.round((await page.locator(`.react-flow__node[data-id="${id}"]`).boundingBox())!.x);
  await expect(async () => expect(await left("train")).toBe(await left("load"))).toPass();
  await undoneAndRedone(page, () =>
    expect(async () => expect(await left("train")).toBeGreaterThan(await left("load"))).toPass(),
  );
  await page.keyboard.press("Control+z");
  await picture(page, "editing-3-arranged");

  // What is copied is the document's own YAML; it is pasted in another tab, where ids collide.
  await node(page, "load").click();
  await node(page, "split").click({ modifiers: ["Control"] });
  await page.keyboard.press("Control+c");
  const text = await page.evaluate(() => navigator.clipboard.readText());
  expect(text).toContain("apiVersion: penstock/v1");
  expect(text).toContain("from: load.data");
  await expect(page.getByTestId("save-state")).toHaveText(/Saved/);
  const other = await context.newPage();
  await openDraft(other, "Pasted into", LINE);
  await paste(other);
  await expect(wire(other, "load_2.data", "split_2.data")).toBeAttached();
  await other.evaluate(() =>
    navigator.clipboard.writeText("nodes:\n  - { id: theirs, kind: no.such }\n"),
  );
  await paste(other);
  await expect(node(other, "theirs")).toHaveAttribute("data-problem", "error");
  await other.close();

  // The page is loaded again: everything can still be undone.
  await page.bringToFront();
  await page.goto(`${web()}/pipelines/${name}`);
  await expect(note).toBeVisible();
  await expect(page.getByRole("button", { name: "Undo" })).toBeEnabled();
  for (
    let times = 0;
    times < 6 && (await page.getByRole("button", { name: "Undo" }).isEnabled());
    times++
  )
    await page.keyboard.press("Control+z");
  await expect(note).toHaveCount(0);
  await expect(group).toHaveCount(0);
  await page.keyboard.press("Control+Shift+z");
  await expect(group).toBeVisible();
});

test("undo takes back what was just done also while the cursor stands in a new title or note", async ({
  page,
}) => {
  await openDraft(page, "Taken back", LINE);
  await atRest(page);
  const group = page.getByTestId("group-group");
  await page.keyboard.press("Control+a");
  await page.keyboard.press("Control+g");
  await expect(page.getByLabel("Title", { exact: true }).and(page.locator(":focus"))).toBeVisible();
  await undoneAndRedone(page, () => expect(group).toHaveCount(0));
  await expect(group).toBeVisible();

  // What is typed belongs to the field, as everywhere.
  await page.keyboard.press("n");
  const note = page.getByLabel("Note, in Markdown");
  await expect(note).toBeFocused();
  await page.keyboard.type("Why");
  await page.keyboard.press("Control+z");
  await expect(note).toHaveValue("");
  await page.keyboard.press("Control+z");
  await expect(page.getByTestId("note-note")).toHaveCount(0);
  await expect(group).toBeVisible();
});

test("what is typed right behind F2 is in the title, however long the next frame takes", async ({
  page,
}) => {
  await openDraft(page, "Typed ahead", LINE);
  await atRest(page);
  await node(page, "train").click();
  await page.evaluate(() => {
    const frame = window.requestAnimationFrame.bind(window);
    window.requestAnimationFrame = (callback) => {
      setTimeout(() => frame(callback), 300);
      return 0;
    };
  });
  await page.keyboard.press("F2");
  await page.keyboard.type("Fit");
  await page.keyboard.press("Enter");
  await expect(node(page, "train").locator(".pb-node-title")).toHaveText("Fit");
});

test("a title being written is kept when the canvas is moved until its step is no longer drawn", async ({
  page,
}) => {
  // More steps than are drawn when they are out of view.
  const ids = Array.from({ length: 150 }, (_, index) => `n${index}`);
  await openDraft(page, "Moved away", {
    nodes: ids.map((id) => ({ id, kind: "control.wait", config: { for: "1s" } })),
    layout: {
      nodes: Object.fromEntries(
        ids.map((id, index) => [id, { x: (index % 5) * 300, y: Math.floor(index / 5) * 168 }]),
      ),
    },
  });
  await atRest(page);
  const first = node(page, "n0");
  await first.click();
  await page.keyboard.press("F2");
  await page.keyboard.type("Rest");
  await page.getByTestId("canvas").hover();
  await page.mouse.wheel(0, 2_500);
  await expect(first).toHaveCount(0);
  await page.mouse.wheel(0, -2_500);
  await expect(first.locator(".pb-node-title")).toHaveText("Rest");
  await page.keyboard.press("Control+z");
  await expect(first.locator(".pb-node-title")).not.toHaveText("Rest");
});

async function paste(page: Page) {
  await page.locator(".react-flow__pane").click({ position: { x: 20, y: 20 } });
  await page.keyboard.press("Control+v");
}
