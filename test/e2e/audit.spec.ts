import { execFile } from "node:child_process";
import { readFile, writeFile } from "node:fs/promises";
import { expect, test, type Page } from "@playwright/test";
import { call, picture, signIn, web } from "./support.ts";

/** The command by itself: no server, no database, no secret. */
function verify(file: string): Promise<{ code: number; stdout: string }> {
  return new Promise((resolve) => {
    execFile(
      process.execPath,
      ["server/cli/bin.js", "audit", "verify", file],
      {
        env: {
          ...process.env,
          PENSTOCK_SECRET: undefined,
          DATABASE_URL: undefined,
          PENSTOCK_HOME: "/nonexistent",
        },
      },
      (error, stdout) => resolve({ code: error ? Number(error.code) : 0, stdout }),
    );
  });
}

/** Leaves entries in the record, whichever story comes first. */
async function runSomething(page: Page): Promise<void> {
  await signIn(page, /Dana Designer/);
  const nodes = [{ id: "wait", kind: "control.wait", config: { for: "1s" } }];
  await call(page, "runs.start", {
    document: { apiVersion: "penstock/v1", name: "audited", nodes },
  });
}

test("an auditor verifies the record, takes it along, and finds out who touched the copy", async ({
  page,
}, info) => {
  await runSomething(page);
  await signIn(page, /Avery Auditor/);
  await page.goto(`${web()}/audit`);
  const state = page.getByRole("region", { name: "State of the record" });
  await state.getByRole("button", { name: "Verify" }).click();
  await expect(state.getByText(/Verified through .* by Avery Auditor/)).toBeVisible();

  const download = page.waitForEvent("download");
  await page.getByRole("link", { name: "Export" }).click();
  const file = info.outputPath("audit.jsonl");
  await (await download).saveAs(file);
  const whole = await verify(file);
  expect(whole.stdout).toMatch(/all as they were written/);
  expect(whole.code).toBe(0);

  await writeFile(file, (await readFile(file, "utf8")).replace("Avery", "Every"));
  const touched = await verify(file);
  expect(touched.stdout).toMatch(/^NOT as it was written/);
  expect(touched.code).toBe(1);
});

test("the record is narrowed down by chips, and an entry tells all that it holds", async ({
  page,
}) => {
  await runSomething(page);
  await signIn(page, /Avery Auditor/);
  await page.goto(`${web()}/audit`);
  await page.getByRole("combobox", { name: "Did" }).click();
  await page.getByRole("combobox", { name: "Search: Did" }).fill("started run");
  await page.getByRole("option", { name: /Started run/ }).click();
  await expect(page).toHaveURL(/action=run\.start/);
  const rows = page.getByRole("table").getByRole("row", { name: /Started run/ });
  await expect(rows.first()).toBeVisible();

  await rows.first().getByRole("button").click();
  await expect(page.getByText("run.start", { exact: true })).toBeVisible();
  await picture(page, "audit-entry");
  await page.getByRole("link", { name: "All about this run" }).click();
  await expect(page).toHaveURL(/entity=run&entityId=run_/);

  await page.getByRole("searchbox", { name: "Words of a reason" }).fill("nobody-says-this");
  await expect(page.getByText("No entry fits")).toBeVisible();
  await page.getByRole("button", { name: "Clear all", exact: true }).click();
  await expect(page).toHaveURL(/\/audit$/);
  await expect(rows.first()).toBeVisible();
});
