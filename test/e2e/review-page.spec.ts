import { readFile } from "node:fs/promises";
import AxeBuilder from "@axe-core/playwright";
import { expect, test, type Page } from "@playwright/test";
import { call, picture, signIn, web } from "./support.ts";

/** A small line up to the review; another setting makes another version. */
function line(name: string, source: string, l2: number) {
  const wires = [
    ["load.data", "split.data"],
    ["split.split", "train.split"],
    ["train.model", "evaluate.models"],
    ["split.split", "evaluate.split"],
    ["evaluate.model", "register.model"],
    ["evaluate.evaluation", "register.evaluation"],
    ["register.version", "review.version"],
    ["evaluate.evaluation", "review.evaluation"],
  ];
  return {
    apiVersion: "penstock/v1",
    name,
    nodes: [
      { id: "load", kind: "data.load", config: { source } },
      { id: "split", kind: "data.split", config: { seed: 7 } },
      {
        id: "train",
        kind: "train.tabular",
        config: { algorithm: "linear", target: "creditability", l2 },
      },
      {
        id: "evaluate",
        kind: "model.evaluate",
        config: { slices: [{ column: "age_in_years", bins: [30, 45] }] },
      },
      { id: "register", kind: "model.register", config: { name, intendedUse: "Helps a clerk." } },
      { id: "review", kind: "governance.review", config: {} },
    ],
    wires: wires.map(([from, to]) => ({ from, to })),
  };
}

/** Runs the line as who is signed in, and answers the id of the review it waits for. */
async function reviewed(page: Page, name: string, source: string, l2: number): Promise<string> {
  const { runId } = await call<{ runId: string }>(page, "runs.start", {
    document: line(name, source, l2),
  });
  const input = encodeURIComponent(JSON.stringify({ limit: 50 }));
  let id: string | undefined;
  await expect
    .poll(
      async () => {
        const response = await page.request.get(`${web()}/api/trpc/reviews.list?input=${input}`);
        const { result } = (await response.json()) as {
          result?: { data: { items: { id: string; runId: string }[] } };
        };
        id = result?.data.items.find((one) => one.runId === runId)?.id;
        return id;
      },
      { timeout: 240_000, intervals: [1_000] },
    )
    .toBeDefined();
  return id!;
}

async function expectAccessible(page: Page): Promise<void> {
  const { violations } = await new AxeBuilder({ page }).analyze();
  const grave = violations.filter(({ impact }) => impact === "serious" || impact === "critical");
  expect(
    grave.map(
      ({ id, nodes }) => `${id}: ${nodes.map(({ target }) => target.join(" ")).join(", ")}`,
    ),
  ).toEqual([]);
}

test("a review is discussed, documented, becomes stale, is frozen anew and approved with a condition", async ({
  page,
}) => {
  const name = `story-${Date.now().toString(36)}`;
  await signIn(page, /Dana Designer/);
  const uploaded = await page.request.post(`${web()}/api/uploads`, {
    headers: { "x-file-name": "german-credit.csv" },
    data: await readFile("examples/credit-risk/german-credit.csv"),
  });
  const { source } = (await uploaded.json()) as { source: string };
  const first = await reviewed(page, name, source, 1);

  // The reviewer asks about a figure, and names whom they ask.
  await signIn(page, /Robin Reviewer/);
  await page.goto(`${web()}/reviews/${first}`);
  await expect(page.getByText("With 95 % confidence intervals")).toBeVisible();
  await expect(page.getByText(/No version of .* has been approved yet/)).toBeVisible();
  await page.getByRole("button", { name: "Discuss ROC AUC" }).click();
  const panel = page.getByRole("complementary", { name: "Comments" });
  const field = panel.getByLabel("New comment on ROC AUC");
  await field.pressSequentially("Is this enough, @Dan");
  await panel.getByRole("option", { name: /Dana Designer/ }).waitFor();
  await picture(page, "review-mention");
  await field.press("Enter");
  await expect(field).toHaveValue("Is this enough, @Dana Designer ");
  await field.pressSequentially("?");
  await panel.getByRole("button", { name: "Comment", exact: true }).click();
  await expect(panel.getByText("Is this enough,")).toBeVisible();
  await expectAccessible(page);
  await panel.getByRole("button", { name: "Close comments" }).click();
  await expect(page.getByRole("button", { name: "Discuss ROC AUC: 1 open of 1" })).toBeVisible();

  // Who made it hears of it, answers, and may not resolve what somebody else began.
  await signIn(page, /Dana Designer/);
  await page.goto(`${web()}/reviews/${first}`);
  await page.getByRole("button", { name: "Discuss ROC AUC: 1 open of 1" }).click();
  await panel.getByRole("button", { name: "Answer" }).click();
  await panel.getByLabel("Your answer").fill("It is what the data gives.");
  await panel.getByRole("button", { name: "Answer", exact: true }).click();
  await expect(panel.getByText("It is what the data gives.")).toBeVisible();
  await expect(panel.getByRole("button", { name: "Resolve" })).toHaveCount(0);

  // A section of the documentation is written and signed: the review does not stand on the same any more.
  await page.goto(`${web()}/models/${name}/1`);
  await page.getByRole("tab", { name: "Documentation" }).click();
  await page.getByRole("button", { name: /Limits and known failure modes/ }).click();
  await expect(page.getByText("It has seen these ranges only")).toBeVisible();
  await page
    .getByRole("textbox", { name: "Text" })
    .fill("Not for applicants **under 21**: there are none in the data.");
  await page.getByRole("button", { name: "Save", exact: true }).click();
  await expect(page.getByText("saved by Dana Designer").first()).toBeVisible();
  await page.getByRole("button", { name: "Sign section" }).click();
  await page.getByRole("alertdialog").getByRole("button", { name: "Sign" }).click();
  await expect(page.getByText("1 of 11 sections signed")).toBeVisible();
  await picture(page, "documentation");
  await expectAccessible(page);

  await signIn(page, /Robin Reviewer/);
  await page.goto(`${web()}/reviews/${first}`);
  await expect(page.getByText("Stale: what this review stands on has changed")).toBeVisible();
  await expect(page.getByText(/begin the next round first/)).toBeVisible();
  await expect(page.getByRole("button", { name: "Approve" })).toHaveCount(0);
  await picture(page, "review-stale");
  await page.getByRole("button", { name: /Freeze anew, begin round 2/ }).click();
  await expect(page.getByText("Round 2", { exact: true })).toBeVisible();
  await expect(page.getByText("Stale: what this review stands on has changed")).toHaveCount(0);
  await expect(page.getByText("under 21").first()).toBeVisible();
  await page.getByRole("button", { name: /Discuss ROC AUC/ }).click();
  await panel.getByRole("button", { name: "Resolve" }).click();
  await expect(panel.getByText("Resolved")).toBeVisible();
  await panel.getByRole("button", { name: "Close comments" }).click();

  // Approved, but something has to be done in a week.
  await page.getByLabel("Comment").fill("Good enough for a clerk's help.");
  await page.getByRole("button", { name: "Add a condition" }).click();
  await page.getByRole("button", { name: /^Approve with 1 condition/ }).click();
  await expect(page.getByText("Each condition needs a title")).toBeVisible();
  await page.getByLabel("What has to be done").fill("Collect applicants under 21");
  await page.getByRole("button", { name: /^Approve with 1 condition/ }).click();
  const dialog = page.getByRole("alertdialog");
  await expect(dialog.getByText(/I have read the evidence of/)).toBeVisible();
  await expect(dialog.getByText(/your click below is your signature/)).toBeVisible();
  await picture(page, "review-sign");
  await dialog.getByRole("button", { name: "Approve" }).click();
  await expect(page.getByText(/Signature verified/).first()).toBeVisible();
  await expect(page.getByText("Collect applicants under 21").first()).toBeVisible();
  await expect(page.getByText("Condition", { exact: true }).first()).toBeVisible();
  await picture(page, "review-approved");
  await expectAccessible(page);

  // The next version is compared with this one, on the same rows.
  await signIn(page, /Dana Designer/);
  const second = await reviewed(page, name, source, 1_000);
  await page.goto(`${web()}/reviews/${second}`);
  await expect(page.getByText("Both versions were tested on the same rows")).toBeVisible();
  await expect(page.getByText(/l2: 1000, was 1/)).toBeVisible();
  await expect(page.getByText(/Four eyes/).first()).toBeVisible();
  await picture(page, "review-second");
  await page.setViewportSize({ width: 1024, height: 768 });
  await page.emulateMedia({ colorScheme: "dark" });
  const wide = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
  expect(wide).toBeLessThanOrEqual(0);
  await picture(page, "review-second-dark");
  await expectAccessible(page);
});
