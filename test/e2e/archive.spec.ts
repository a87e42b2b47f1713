import { expect, test } from "@playwright/test";
import { call, picture, signIn, web } from "./support.ts";

test("a pipeline is put away from its menu, can be looked at but not run, and is brought back with its trigger", async ({
  page,
}) => {
  const name = `old-${Date.now().toString(36)}`;
  await signIn(page, /Dana Designer/);
  const text = `
apiVersion: penstock/v1
name: ${name}
nodes:
  - { id: nap, kind: control.wait, config: { for: 1h } }
triggers:
  - { id: nightly, type: schedule, cron: "30 2 * * *" }
`;
  await call(page, "pipelines.import", { text, note: "for the story" });
  const { runId } = await call<{ runId: string }>(page, "runs.start", { name, version: 1 });

  await page.goto(`${web()}/pipelines`);
  await page.getByRole("button", { name: `Actions on ${name}` }).click();
  await page.getByRole("menuitem", { name: "Archive…" }).click();
  const dialog = page.getByRole("alertdialog", { name: `Archive ${name}?` });
  await expect(dialog).toContainText("1 run is going on; it ends by itself.");
  await picture(page, "archive-1-asked");
  await dialog.getByRole("button", { name: "Archive pipeline" }).click();
  const row = page.getByRole("row", { name: new RegExp(name) });
  await expect(row).toBeHidden();

  // Nothing starts it any more; what went on goes on.
  await page.goto(`${web()}/pipelines/${name}`);
  await expect(page.getByText("It is here to be looked at")).toBeVisible();
  await expect(page.getByRole("button", { name: "Run", exact: true })).toBeDisabled();
  await picture(page, "archive-2-builder");
  await expect(call(page, "runs.start", { name, version: 1 })).rejects.toThrow(/is archived/);
  await page.goto(`${web()}/triggers`);
  // While the list is read, it has no rows either.
  const list = page.getByRole("table", { name: "Triggers of the published versions" });
  await expect(list.or(page.getByText("Nothing starts by itself yet"))).toBeVisible();
  await expect(row).toBeHidden();
  await page.goto(`${web()}/runs/${runId}`);
  await expect(page.getByRole("button", { name: "Cancel run" })).toBeVisible();
  await call(page, "runs.cancel", { id: runId });

  await page.goto(`${web()}/pipelines`);
  await page.getByRole("link", { name: /^Archived \(\d+\+?\)$/ }).click();
  await expect(row).toBeVisible();
  await picture(page, "archive-3-list");
  await page.getByRole("button", { name: `Restore ${name}` }).click();
  await expect(page.getByText("Its triggers are in force: nightly.")).toBeVisible();
  await expect(row).toBeHidden();
  await page.goto(`${web()}/triggers`);
  await expect(row).toBeVisible();
});
