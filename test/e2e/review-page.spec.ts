import { readFile } from "node:fs/promises";
import AxeBuilder from "@axe-core/playwright";
import { expect, test, type Page } from "@playwright/test";
import { QUESTIONS } from "../../workflows/core/risk/questionnaire.ts";
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

async function upload(page: Page): Promise<string> {
  const uploaded = await page.request.post(`${web()}/api/uploads`, {
    headers: { "x-file-name": "german-credit.csv" },
    data: await readFile("examples/credit-risk/german-credit.csv"),
  });
  return ((await uploaded.json()) as { source: string }).source;
}

test("a review is discussed, documented, becomes stale, is frozen anew and approved with a condition", async ({
  page,
}) => {
  const name = `story-${Date.now().toString(36)}`;
  await signIn(page, /Dana Designer/);
  const source = await upload(page);
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
  // Closed, the panel throws nothing away.
  await panel.getByRole("button", { name: "Close comments" }).click();
  await page.getByRole("button", { name: "Discuss ROC AUC" }).click();
  await expect(field).toHaveValue("Is this enough, @Dana Designer ");
  await field.press("End");
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
  await page.getByRole("tab", { name: "Model card" }).click();
  await page.getByRole("tab", { name: "Documentation" }).click();
  await expect(page.getByRole("textbox", { name: "Text" })).toHaveValue(/under 21/);
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
  await expect(page.getByRole("button", { name: "More in this review" })).toBeVisible();
  await page.getByRole("button", { name: "Decide on round 2" }).click();
  await page.getByLabel("Comment").fill("Good enough for a clerk's help.");
  await page.getByRole("button", { name: "Add a condition" }).click();
  await expect(page.getByLabel("What has to be done")).toBeFocused();
  await page.getByRole("button", { name: /^Approve with 1 condition/ }).click();
  await expect(page.getByText("Each condition needs what has to be done")).toBeVisible();
  await page.getByLabel("What has to be done").fill("Collect applicants under 21");
  await page.getByRole("button", { name: /^Approve with 1 condition/ }).click();
  const dialog = page.getByRole("alertdialog");
  await expect(dialog.getByText(/I have read the evidence of/)).toBeVisible();
  await expect(dialog.getByText(/your click below is your signature/)).toBeVisible();
  await picture(page, "review-sign");
  await dialog.getByRole("button", { name: "Approve" }).click();
  await expect(page.getByText(/Signature verified/).first()).toBeVisible();
  await expect(page.getByRole("region", { name: "Decision", exact: true })).toBeFocused();
  await expect(page.getByText("Collect applicants under 21").first()).toBeVisible();
  await expect(page.getByText("Condition", { exact: true }).first()).toBeVisible();
  await picture(page, "review-approved");
  await expectAccessible(page);

  // The next version is compared with this one, on the same rows.
  await signIn(page, /Dana Designer/);
  const second = await reviewed(page, name, source, 1_000);
  // A link to the findings leads there, also where the page has to be read first.
  await page.goto(`${web()}/reviews/${second}#findings`);
  await expect(page.getByRole("heading", { name: "Findings and waivers" })).toBeInViewport();
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

test("a review is met with a file, escalated, handed over, stepped back from and withdrawn; what is approved then is suspended by an incident until it is reviewed again", async ({
  page,
}) => {
  const name = `acts-${Date.now().toString(36)}`;
  const dialog = page.getByRole("alertdialog");
  /** One of the things one does besides deciding, with a reason. */
  const act = async (which: RegExp, verb: string, whom?: RegExp) => {
    await page.getByRole("button", { name: "More in this review" }).click();
    await page.getByRole("menuitem", { name: which }).click();
    if (whom) {
      await dialog.getByLabel("To whom").click();
      await page.getByRole("option", { name: whom }).click();
    }
    await dialog.getByLabel("Why").fill("For the sake of the story.");
    await picture(page, `acts-${verb.toLowerCase().replace(" ", "-")}`);
    await dialog.getByRole("button", { name: verb, exact: true }).click();
    await expect(dialog).toHaveCount(0);
  };
  const because = async (label: string, verb: string) => {
    await dialog.getByLabel(label).fill("For the sake of the story.");
    await picture(page, `acts-${verb.toLowerCase().replaceAll(" ", "-")}`);
    await dialog.getByRole("button", { name: verb, exact: true }).click();
    await expect(dialog).toHaveCount(0);
  };
  const approve = async () => {
    await page.getByLabel("Comment", { exact: true }).fill("It does what it is for.");
    await page.getByRole("button", { name: "Approve" }).click();
    await dialog.getByRole("button", { name: "Approve" }).click();
    await expect(page.getByText(/Signature verified/).first()).toBeVisible();
  };

  // A model of low risk, which model risk decides on, and a report that no step makes.
  await signIn(page, /Dana Designer/);
  const review = await reviewed(page, name, await upload(page), 1);
  const { derived } = await call<{ derived: Record<string, { value: string }> }>(page, "risk.get", {
    name,
  });
  const answers = Object.fromEntries(
    QUESTIONS.map(({ id, options }) => [id, { value: derived[id]?.value ?? options[0]!.value }]),
  );
  await call(page, "risk.assess", { name, answers });
  await page.goto(`${web()}/reviews/${review}`);
  await page.getByRole("button", { name: "Attach evidence" }).click();
  const attach = page.getByRole("dialog", { name: "Attach evidence by hand" });
  await attach.getByLabel("For the requirement").click();
  await page.getByRole("option", { name: /Validation report/ }).click();
  await attach.getByLabel("File").setInputFiles({
    name: "validation-2026.md",
    mimeType: "text/markdown",
    buffer: Buffer.from("# Validation\n\nAll columns are as they were agreed."),
  });
  await expect(attach.getByLabel("Title")).toHaveValue("validation-2026");
  await attach.getByLabel("Note").fill("By the data office, over the table of this year.");
  await picture(page, "acts-attach");
  await attach.getByRole("button", { name: "Attach", exact: true }).click();
  await expect(attach).toHaveCount(0);
  await page.getByRole("button", { name: /Freeze anew, begin round 2/ }).click();
  await expect(page.getByRole("list", { name: "Stages" })).toContainText("Model risk");
  await expect(page.getByRole("row", { name: /Validation report/ })).toContainText("by hand");

  // Who has to decide asks for help, hands it over, and whom it was handed to has a conflict of interest.
  await signIn(page, /Robin Reviewer/);
  await page.goto(`${web()}/reviews/${review}`);
  await act(/Escalate/, "Escalate", /Alex Admin/);
  await act(/Hand over/, "Hand over", /Priya Privacy/);
  await expect(page.getByRole("button", { name: "Approve" })).toHaveCount(0);
  await signIn(page, /Priya Privacy/);
  await page.goto(`${web()}/reviews/${review}`);
  await expect(page.getByRole("button", { name: "Approve" })).toBeVisible();
  await act(/Step back/, "Step back");
  await expect(page.getByText(/nobody may decide: ask an admin/).first()).toBeVisible();
  await picture(page, "acts-nobody");

  // Who made it takes it back, and asks that one thing need not hold.
  await signIn(page, /Dana Designer/);
  await page.goto(`${web()}/reviews/${review}`);
  await act(/Withdraw/, "Withdraw");
  await expect(page.getByText("Withdrawn").first()).toBeVisible();
  const version = `${web()}/models/${name}/1`;
  await page.goto(version);
  await page.getByRole("button", { name: "Actions" }).click();
  await page.getByRole("menuitem", { name: "Ask for a waiver" }).click();
  await because("Reason", "Ask for waiver");
  await picture(page, "acts-withdrawn");

  // It is granted, and the version submitted anew and approved.
  await signIn(page, /Robin Reviewer/);
  await page.goto(version);
  await page.getByRole("button", { name: "Grant" }).click();
  await because("Reason", "Grant waiver");
  await expect(page.getByText("Granted", { exact: true })).toBeVisible();
  await page.getByRole("button", { name: "Submit for review" }).click();
  await page.waitForURL(/\/reviews\/rev_/);
  await approve();

  // What happens in service suspends it.
  await signIn(page, /Olga Operator/);
  await page.goto(version);
  await page.getByRole("button", { name: "Actions" }).click();
  await page.getByRole("menuitem", { name: "Report an incident" }).click();
  await dialog.getByLabel("Severity").click();
  await page.getByRole("option", { name: /^High/ }).click();
  await because("What happened", "Report and suspend");
  await expect(page.getByText("The approval is suspended: endpoints refuse")).toBeVisible();
  await picture(page, "acts-suspended");

  // The policy has it reviewed again after an incident, and that review lifts it.
  await signIn(page, /Robin Reviewer/);
  await page.goto(version);
  await page.getByRole("link", { name: "Open review" }).last().click();
  await page.waitForURL(/\/reviews\/rev_/);
  await approve();
  await page.goto(version);
  await expect(page.getByText("Lifted", { exact: true })).toBeVisible();
  await expect(page.getByText("The approval is suspended")).toHaveCount(0);
  await picture(page, "acts-lifted");
});
