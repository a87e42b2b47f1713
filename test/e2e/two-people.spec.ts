import { expect, test, type Browser, type Page } from "@playwright/test";
import { newPipeline, readDraft } from "./drafts.ts";
import { picture, signIn, web } from "./support.ts";

const field = (page: Page) => page.getByTestId("inspector").getByLabel("For", { exact: true });

async function select(page: Page, node: string): Promise<void> {
  await page.getByTestId(`node-${node}`).click();
  await expect(field(page)).toBeVisible();
}

async function open(browser: Browser, who: RegExp, name: string): Promise<Page> {
  const context = await browser.newContext();
  const page = await context.newPage();
  await signIn(page, who);
  await page.goto(`${web()}/pipelines/${name}`);
  await expect(page.getByTestId("node-first")).toBeVisible();
  return page;
}

test("two people on one pipeline see each other, and nothing of either is lost or overwritten unasked", async ({
  browser,
  page: dana,
}) => {
  await signIn(dana, /Dana Designer/);
  const name = await newPipeline(dana);
  await dana.goto(`${web()}/pipelines/${name}`);
  await expect(dana.getByTestId("node-first")).toBeVisible();
  const alex = await open(browser, /Alex Admin/, name);
  const news = (page: Page) => page.getByTestId("news");

  // Each sees who else is here, and where.
  await expect(dana.getByTestId("people")).toHaveAccessibleName(/Alex Admin/);
  await expect(alex.getByTestId("people")).toHaveAccessibleName(/Dana Designer/);
  await select(dana, "first");
  await expect(
    alex.getByTestId("node-first").getByLabel("Dana Designer has selected this step"),
  ).toBeVisible();
  await picture(alex, "people-1-selected-by-another");

  // Different steps come together by themselves.
  await field(dana).fill("11s");
  // News is shown for some seconds.
  await expect(news(alex)).toContainText("Dana Designer changed");
  await select(alex, "second");
  await field(alex).fill("22s");
  await expect(news(dana)).toContainText("Alex Admin changed");
  await picture(alex, "people-2-news");
  for (const page of [dana, alex]) {
    await expect(page.getByTestId("save-state")).toHaveText("Saved");
    await expect
      .poll(async () => (await readDraft(page, name)).waits)
      .toEqual({ first: "11s", second: "22s", third: "1s" });
  }

  // One gives a step another name while the other works on it: both hold, and the other goes on in it.
  await select(dana, "second");
  await dana.getByLabel("Id of the step").fill("later");
  await dana.getByLabel("Id of the step").press("Enter");
  await field(alex).fill("44s");
  for (const page of [dana, alex])
    await expect
      .poll(async () => (await readDraft(page, name)).waits)
      .toEqual({ first: "11s", later: "44s", third: "1s" });
  await expect(alex.getByLabel("Id of the step")).toHaveValue("later");

  // The same field: both values are shown, and nothing changes before one is chosen.
  await alex.context().setOffline(true);
  await select(alex, "third");
  await field(alex).fill("66s");
  await select(dana, "third");
  await field(dana).fill("33s");
  await expect(dana.getByTestId("save-state")).toHaveText("Saved");
  await alex.context().setOffline(false);
  for (const [page, mine, theirs] of [
    [dana, "33s", "66s"],
    [alex, "66s", "33s"],
  ] as const) {
    await page.getByRole("button", { name: "1 to decide" }).click();
    const asked = page.getByTestId("conflict");
    await expect(asked.getByTestId("value-mine")).toHaveText(mine);
    await expect(asked.getByTestId("value-theirs")).toHaveText(theirs);
    await expect.poll(async () => (await readDraft(page, name)).waits["third"]).toBe(mine);
  }
  await picture(dana, "people-3-both-values");
  await alex.getByTestId("conflict").getByRole("button", { name: "Keep mine" }).click();
  await expect(dana.getByTestId("conflict")).toContainText("Alex Admin keeps theirs");
  await dana.getByTestId("conflict").getByRole("button", { name: "Take theirs" }).click();
  await expect(dana.getByTestId("conflict")).toHaveCount(0);
  for (const page of [dana, alex])
    await expect.poll(async () => (await readDraft(page, name)).waits["third"]).toBe("66s");

  // One publishes, the other publishes on top, after a merge.
  await publish(dana, "The waits are set");
  await expect(news(alex)).toContainText("published version 1");
  await alex.getByRole("button", { name: "Publish", exact: true }).click();
  const dialog = alex.getByRole("dialog", { name: "Publish a version" });
  await dialog.getByLabel("What changed, and why").fill("On top of it");
  await expect(dialog.getByRole("button", { name: "Publish", exact: true })).toBeDisabled();
  await picture(alex, "people-4-publish-on-a-newer-version");
  await dialog.getByRole("button", { name: "Merge it into my draft" }).click();
  await dialog.getByRole("button", { name: "Publish", exact: true }).click();
  await expect(alex.getByText("Version 2 is published").first()).toBeVisible();
  await expect(dana.getByTestId("news")).toContainText("published version 2");

  // Who goes to another page is gone, and does not come back by itself; so is who closes the tab.
  await alex.getByRole("link", { name: "Pipelines" }).first().click();
  await expect(dana.getByTestId("people")).toHaveCount(0);
  await expect(alex.waitForRequest(/pipelines\.live/, { timeout: 5_000 })).rejects.toThrow(
    "Timeout",
  );
  await alex.goBack();
  await expect(dana.getByTestId("people")).toBeVisible();
  await alex.context().close();
  await expect(dana.getByTestId("people")).toHaveCount(0);
});

test("what a newer version changed comes into the draft before it is published on top, and the same field is asked about", async ({
  browser,
  page: dana,
}) => {
  await signIn(dana, /Dana Designer/);
  const name = await newPipeline(dana);
  await dana.goto(`${web()}/pipelines/${name}`);
  await select(dana, "first");
  await publish(dana, "The beginning");
  // The other works alone on it, from version 1, and publishes.
  await dana.goto("about:blank");
  const alex = await open(browser, /Alex Admin/, name);
  await select(alex, "first");
  await field(alex).fill("50s");
  await select(alex, "second");
  await field(alex).fill("9s");
  await publish(alex, "Longer");
  await alex.context().close();

  await dana.goto(`${web()}/pipelines/${name}`);
  await select(dana, "first");
  await field(dana).fill("7s");
  await dana.getByRole("button", { name: "Publish", exact: true }).click();
  const dialog = dana.getByRole("dialog", { name: "Publish a version" });
  await dialog.getByLabel("What changed, and why").fill("Shorter");
  await dialog.getByRole("button", { name: "Merge it into my draft" }).click();
  await expect(dialog.getByText("One field waits for your choice")).toBeVisible();
  await expect(dialog.getByRole("button", { name: "Publish", exact: true })).toBeDisabled();
  await dialog.getByRole("button", { name: "Choose" }).click();
  const asked = dana.getByTestId("conflict");
  await expect(asked.getByTestId("value-mine")).toHaveText("7s");
  await expect(asked.getByTestId("value-theirs")).toHaveText("50s");
  await expect(dana.getByTestId("node-second")).toContainText("9s");
  await picture(dana, "people-5-asked-against-a-version");
  // Who goes away without an answer is asked again: the version does not count as merged.
  await expect(dana.getByTestId("save-state")).toHaveText("Saved");
  await dana.reload();
  await expect(dana.getByTestId("node-second")).toContainText("9s");
  await dana.getByRole("button", { name: "People" }).click();
  await dana.getByRole("button", { name: "Merge it into my draft" }).click();
  await asked.getByRole("button", { name: "Keep mine" }).click();
  await publish(dana, "Shorter");
  await expect(dana.getByText("Version 3 is published").first()).toBeVisible();
  expect((await readDraft(dana, name)).waits).toEqual({ first: "7s", second: "9s", third: "1s" });
});

test("drafts that differed before are announced, and what the other has beyond mine is taken over when I say so", async ({
  browser,
  page: dana,
}) => {
  await signIn(dana, /Dana Designer/);
  const name = await newPipeline(dana);
  const alex = await open(browser, /Alex Admin/, name);
  await alex.getByTestId("node-second").click();
  await alex.getByTestId("inspector").getByLabel("Title of the step").fill("Let it rest");
  await expect(alex.getByTestId("save-state")).toHaveText("Saved");

  await dana.goto(`${web()}/pipelines/${name}`);
  await expect(dana.getByTestId("news")).toContainText(
    "Alex Admin has a draft that differs from yours",
  );
  await expect(dana.getByTestId("node-second")).not.toContainText("Let it rest");
  await dana.getByTestId("people").click();
  const draft = dana.getByTestId("draft");
  await expect(draft).toContainText("Differs in one place");
  await draft.getByRole("button", { name: "Take over" }).click();
  await expect(dana.getByTestId("node-second")).toContainText("Let it rest");
  await expect(draft).toContainText("The same as yours");
  await picture(dana, "people-6-taken-over");
  // It is one step that undo takes back.
  await dana.getByRole("button", { name: "Undo" }).click();
  await expect(dana.getByTestId("node-second")).not.toContainText("Let it rest");
  await alex.context().close();
});

async function publish(page: Page, note: string): Promise<void> {
  await page.getByRole("button", { name: "Publish", exact: true }).click();
  const dialog = page.getByRole("dialog", { name: "Publish a version" });
  await dialog.getByLabel("What changed, and why").fill(note);
  await dialog.getByRole("button", { name: "Publish", exact: true }).click();
  await expect(dialog).toHaveCount(0);
}
