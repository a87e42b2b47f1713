import { expect, test, type Page } from "@playwright/test";
import { picture, signIn, web } from "./support.ts";

const textOf = (name: string) => `# The waiting room, kept by hand.
apiVersion: penstock/v1
name: ${name}
nodes:
  # Until the money is there.
  - id: payment
    kind: control.wait
    config: { event: invoice } # as the shop calls it
  - id: pause # a moment
    kind: control.wait
    config:
      for: 1m
layout:
  nodes:
    payment: { x: 0, y: 0 }
    pause: { x: 320, y: 0 }
`;

async function writeText(page: Page, text: string): Promise<void> {
  await page.getByRole("button", { name: "YAML" }).click();
  await page.locator(".cm-content").fill(text);
  await expect(page.getByText("Text and picture are the same thing")).toBeVisible();
  await page.getByRole("button", { name: "Canvas" }).click();
}

async function publish(page: Page, note: string, number: number, since?: RegExp): Promise<void> {
  await page.getByRole("button", { name: "Publish", exact: true }).click();
  const dialog = page.getByRole("dialog", { name: "Publish a version" });
  if (since) await expect(dialog.getByTestId("publish-summary")).toContainText(since);
  await dialog.getByLabel("What changed, and why").fill(note);
  await dialog.getByRole("button", { name: "Publish", exact: true }).click();
  await expect(page.getByText(`Version ${number} is published`)).toBeVisible();
}

test("two versions are published, compared as a picture and by field, one is restored, and comments survive it all", async ({
  page,
}) => {
  const name = `versions-${Date.now().toString(36)}`;
  await signIn(page, /Dana Designer/);
  await page.goto(`${web()}/pipelines`);
  await page.getByRole("button", { name: "New pipeline" }).first().click();
  await page.getByLabel("Title").fill("Versions");
  await page.getByLabel("Name").fill(name);
  await page.getByRole("button", { name: "Create and open" }).click();
  await expect(page.getByTestId("builder")).toBeVisible();
  await writeText(page, textOf(name));
  await expect(page.getByTestId("node-payment")).toBeVisible();
  await publish(page, "Waits for the money\n\nThe shop asked for it.", 1);

  // Changed in the picture; the text keeps what was written by hand.
  await page.getByTestId("node-payment").click();
  await page.getByLabel("Event", { exact: true }).fill("receipt");
  await page.getByTestId("node-pause").click();
  await page.keyboard.press("Delete");
  await expect(page.getByTestId("node-pause")).toBeHidden();
  await page.getByRole("button", { name: "YAML" }).click();
  const text = page.locator(".cm-content");
  await expect(text).toContainText("config: { event: receipt } # as the shop calls it");
  await expect(text).toContainText("# The waiting room, kept by hand.");
  await expect(text).not.toContainText("# a moment");
  await page.getByRole("button", { name: "Canvas" }).click();
  await publish(page, "Waits for the receipt alone", 2, /1 step removed, 1 step changed/);

  // Who set it, when and why.
  await page.getByTestId("node-payment").click();
  await page.getByRole("tab", { name: "History" }).click();
  const blame = page.getByTestId("blame");
  await expect(blame.getByRole("listitem").first()).toContainText("Waits for the receipt alone");
  await expect(blame).toContainText("event receipt was invoice");
  await picture(page, "versions-blame");

  await page.getByRole("button", { name: "Versions", exact: true }).click();
  const second = page.getByTestId("version-2");
  await expect(second).toContainText("Dana Designer");
  await expect(second).toContainText("No runs");
  await second.getByRole("button", { name: "What changed" }).click();
  const changes = page.getByTestId("changes");
  await expect(page.getByTestId("compare")).toContainText("1 step removed, 1 step changed");
  await expect(page.getByTestId("node-payment").getByText("Changed")).toBeVisible();
  await expect(page.getByTestId("node-pause").getByText("Removed")).toBeVisible();
  await expect(changes.getByRole("listitem")).toHaveCount(2);
  await page.keyboard.press("n");
  await expect(changes.getByRole("button", { expanded: true })).toContainText("payment");
  await expect(changes.locator("del")).toHaveText("invoice");
  await expect(changes.locator("ins")).toHaveText("receipt");
  await picture(page, "versions-compare");
  await page.getByRole("button", { name: "Swap both sides" }).click();
  await expect(page.getByTestId("node-pause").getByText("Added")).toBeVisible();
  await expect(page).toHaveURL(/compare=2\.\.1/);
  await page.getByRole("button", { name: "Close the comparison" }).click();

  await page.getByRole("button", { name: "Actions on version 1" }).click();
  await page.getByRole("menuitem", { name: "Restore into the draft" }).click();
  await expect(page.getByText("Version 1 is in your draft")).toBeVisible();
  await expect(page.getByTestId("node-pause")).toBeVisible();
  await page.getByRole("button", { name: "YAML" }).click();
  await expect(text).toContainText("- id: pause # a moment");
  await expect(page.getByTestId("save-state")).toHaveText("Saved");
  await page.reload();
  await expect(page.getByTestId("node-pause")).toBeVisible();
  await page.getByRole("button", { name: "YAML" }).click();
  await expect(text).toContainText("- id: pause # a moment");
});
