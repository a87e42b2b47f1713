import path from "node:path";
import { expect, test, type Page } from "@playwright/test";
import { readState } from "../../server/start/state.ts";
import { newPipeline, readDraft } from "./drafts.ts";
import { call, picture, signIn, web } from "./support.ts";

/** More than a browser sends for a page that closes (64 KB). */
const LARGE = "A description that goes on. ".repeat(4_000);

async function open(page: Page, name: string): Promise<void> {
  await page.goto(`${web()}/pipelines/${name}`);
  await page.getByTestId("node-first").click();
  await expect(waitFor(page)).toBeVisible();
}

const waitFor = (page: Page) => page.getByTestId("inspector").getByLabel("For", { exact: true });
const state = (page: Page) => page.getByTestId("save-state");

for (const [size, description] of [
  ["small", undefined],
  ["larger than 64 KB", LARGE],
] as const)
  test(`a tab that is closed in mid-edit loses nothing, with a document that is ${size}`, async ({
    context,
    page,
  }) => {
    await signIn(page, /Dana Designer/);
    const name = await newPipeline(page, description);
    await open(page, name);
    // Nothing reaches the server while the page is open: only what the closing itself leaves behind counts.
    await page.route("**/api/trpc/*saveDraft*", (route) => route.abort());
    await waitFor(page).fill("11s");
    await expect(state(page)).toContainText("kept in this browser");
    await waitFor(page).fill("12s");
    await page.close({ runBeforeUnload: true });

    const next = await context.newPage();
    await open(next, name);
    await expect(next.getByTestId("node-first")).toContainText("12s");
    await expect(state(next)).toHaveText("Saved");
    await expect.poll(async () => (await readDraft(next, name)).waits["first"]).toBe("12s");
    // What came back is one step that can be undone, and it comes back once.
    await next.reload();
    await expect(next.getByTestId("node-first")).toBeVisible();
    await expect(next.getByText("Edits that had not been saved are back")).toHaveCount(0);
  });

test("edits that were left behind are merged with what was saved elsewhere meanwhile, and asked about where both changed the same", async ({
  context,
  page,
}) => {
  await signIn(page, /Dana Designer/);
  const name = await newPipeline(page);
  await open(page, name);
  // Of the whole context: what a page sends as it goes is no longer the page's.
  await context.route("**/api/trpc/*saveDraft*", (route) => route.abort());
  await waitFor(page).fill("11s");
  await expect(state(page)).toContainText("kept in this browser");
  await page.getByTestId("node-second").click();
  await waitFor(page).fill("22s");
  await page.close({ runBeforeUnload: true });
  await expect.poll(() => page.isClosed()).toBe(true);

  // Something that knows nothing of it saves the same draft.
  const other = await context.newPage();
  const { document, revision } = await readDraft(other, name);
  document.nodes[0]!.config = { for: "5s" };
  document.nodes[2]!.config = { for: "33s" };
  const saved = await other.request.post(`${web()}/api/trpc/pipelines.saveDraft`, {
    data: { name, document, revision },
  });
  expect(saved.ok()).toBe(true);

  await context.unroute("**/api/trpc/*saveDraft*");
  await open(other, name);
  await expect(other.getByRole("button", { name: "1 to decide" })).toBeVisible();
  // The server has another value than is shown: nothing runs with it unasked.
  await other.getByTestId("run").click();
  const run = other.getByRole("dialog", { name: "Run the draft" });
  await expect(run.getByText("One field waits for your choice")).toBeVisible();
  await expect(run.getByTestId("start-run")).toBeDisabled();
  await run.getByRole("button", { name: "Choose" }).click();
  const asked = other.getByTestId("conflict");
  await expect(asked.getByTestId("value-mine")).toHaveText("11s");
  await expect(asked.getByTestId("value-theirs")).toHaveText("5s");
  await picture(other, "drafts-1-left-behind");
  // Until it is answered, what was saved stays saved.
  await expect(state(other)).toHaveText("Saved");
  await expect
    .poll(async () => (await readDraft(other, name)).waits)
    .toEqual({ first: "5s", second: "22s", third: "33s" });
  await asked.getByRole("button", { name: "Keep mine" }).click();
  await expect.poll(async () => (await readDraft(other, name)).waits["first"]).toBe("11s");
});

test("text that is no document yet is said to be so, and stays: in the picture, beside a change from elsewhere, through a reload", async ({
  page,
}) => {
  await signIn(page, /Dana Designer/);
  const name = await newPipeline(page);
  await open(page, name);
  const text = page.locator(".cm-content");
  const yaml = () => page.getByRole("button", { name: "YAML" }).click();
  await yaml();
  await text.click();
  await page.keyboard.press("Control+End");
  await page.keyboard.type("foo: [1,");
  await expect(state(page)).toHaveText("Text not taken over");
  await expect(page.getByTestId("problem-counts")).toHaveAccessibleName("text not taken over");
  await page.getByRole("button", { name: "Canvas" }).click();
  await expect(page.getByTestId("node-first")).toBeVisible();
  await yaml();
  await expect(text).toContainText("foo: [1,");

  // What is saved elsewhere comes into the document, and not over the text.
  const { document, revision } = await readDraft(page, name);
  document.nodes[1]!.config = { for: "22s" };
  await call(page, "pipelines.saveDraft", { name, document, revision });
  await expect(page.getByText("The document has changed meanwhile")).toBeVisible();
  await expect(text).toContainText("foo: [1,");
  await picture(page, "drafts-3-text-not-taken-over");

  // Whoever runs or publishes reads it.
  await page.getByRole("button", { name: "Publish", exact: true }).click();
  const publishing = page.getByRole("dialog", { name: "Publish a version" });
  await expect(publishing).toContainText("Text not taken over");
  await publishing.getByRole("button", { name: "Cancel" }).click();
  await page.getByTestId("run").click();
  const dialog = page.getByRole("dialog", { name: "Run the draft" });
  await expect(dialog).toContainText("Text not taken over");
  await dialog.getByRole("button", { name: "Show the text" }).click();
  await expect(dialog).toHaveCount(0);

  await page.reload();
  await expect(state(page)).toHaveText("Text not taken over");
  // Another tab is not offered what stands in this one.
  const other = await page.context().newPage();
  await open(other, name);
  await expect(state(other)).toHaveText("Saved");
  await other.close();
  await yaml();
  await expect(text).toContainText("foo: [1,");
  await page.getByRole("button", { name: "Take the document's text" }).click();
  await expect(text).toContainText("22s");
  await expect(text).not.toContainText("foo");
  await expect(state(page)).toHaveText("Saved");
  await page.reload();
  await expect(page.getByTestId("node-second")).toContainText("22s");
  await yaml();
  await expect(text).toContainText("22s");
  await expect(text).not.toContainText("foo");
});

test("two tabs of one person end with the edits of both", async ({ context, page }) => {
  await signIn(page, /Dana Designer/);
  const name = await newPipeline(page);
  const other = await context.newPage();
  await open(page, name);
  await open(other, name);
  await expect(page.getByTestId("people")).toHaveAccessibleName("People: You, in another tab");
  await waitFor(page).fill("11s");
  await other.getByTestId("node-second").click();
  await waitFor(other).fill("22s");
  for (const tab of [page, other]) {
    await expect(state(tab)).toHaveText("Saved");
    await expect(tab.getByTestId("node-first")).toContainText("11s");
    await expect(tab.getByTestId("node-second")).toContainText("22s");
  }
  const { waits } = await readDraft(page, name);
  expect(waits).toEqual({ first: "11s", second: "22s", third: "1s" });
});

test("when the web process is killed in mid-edit, the draft is kept in the browser and saves itself when it is back", async ({
  page,
}) => {
  await signIn(page, /Dana Designer/);
  const name = await newPipeline(page);
  await open(page, name);
  // A server that is away for longer is told of.
  await page.context().setOffline(true);
  await waitFor(page).fill("10s");
  await expect(state(page)).toHaveText(
    "Not saved yet: the server does not answer; kept in this browser",
  );
  await picture(page, "drafts-2-server-away");
  await page.context().setOffline(false);
  await expect(state(page)).toHaveText("Saved");

  const before = webProcess();
  await waitFor(page).fill("11s");
  process.kill(before, "SIGKILL");
  await waitFor(page).fill("12s");
  await waitFor(page).fill("13s");
  // The supervisor starts it again; nobody touches the page.
  await expect.poll(webProcess, { timeout: 120_000 }).not.toBe(before);
  await expect(state(page)).toHaveText("Saved", { timeout: 120_000 });
  await expect.poll(async () => (await readDraft(page, name)).waits["first"]).toBe("13s");
  // Others are heard of again, too.
  const second = await page.context().newPage();
  await open(second, name);
  await expect(page.getByTestId("people")).toBeVisible();
});

/** The id of the web process, as the supervisor has written it down; 0 while there is none. */
function webProcess(): number {
  const found = readState(path.resolve(process.env["PENSTOCK_HOME"]!));
  const info = found?.processes.find((one) => one.name === "web");
  return info?.state === "ready" ? (info.identity?.pid ?? 0) : 0;
}
