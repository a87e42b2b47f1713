import { randomBytes } from "node:crypto";
import { expect, test, type Page } from "@playwright/test";
import { penstock, runExample } from "./example.ts";
import { picture, signIn, web } from "./support.ts";

/** Not assessed yet, on whatever stack. */
const MODEL = `assessed-${randomBytes(3).toString("hex")}`;

const answer = (page: Page, question: string, label: string) =>
  page.getByRole("radiogroup", { name: question }).getByText(label, { exact: true }).click();

test("the risk of a model is assessed, half of it by the record, and another tier takes a second person", async ({
  page,
}) => {
  const runId = await runExample(MODEL);
  try {
    await signIn(page, /Dana Designer/);
    await page.goto(`${web()}/models/${MODEL}?tab=risk`);
    await page.getByRole("button", { name: "Assess the risk" }).click();
    await expect(page.getByText(/From the record: .*Columns .*sex/)).toBeVisible();
    await expect(page.getByText("7 questions are open.")).toBeVisible();
    await page.getByRole("button", { name: "Save the assessment" }).click();
    await expect(page.getByText("Choose an answer.").first()).toBeVisible();

    await answer(page, "Who decides?", "The model, unless a person overrules it");
    await answer(page, "Who sees what it says?", "Staff across the organisation");
    await answer(page, "Who is affected by its decisions?", "Customers, staff or other persons");
    await answer(page, "What is at stake in one decision?", "100 to 10,000 €");
    await answer(page, "Can a wrong decision be put right?", "With time and effort");
    const classified = page.getByRole("radiogroup", { name: "How is its data classified?" });
    await classified.getByText("Internal", { exact: true }).click();
    await page.getByRole("combobox", { name: "Is its use regulated?" }).click();
    await page.getByRole("option", { name: /Essential services/ }).click();
    // The record is contradicted, with a reason.
    await answer(page, "How is it used?", "Scores tables now and then");
    await page.getByRole("button", { name: "Save the assessment" }).click();
    await expect(page.getByText(/Say it in a sentence/)).toBeVisible();
    await page
      .getByLabel("Why the record's answer does not hold")
      .fill("The endpoint is for a demonstration only.");
    await expect(page.getByText(/Exposure medium, purpose high: high risk/)).toBeAttached();
    await picture(page, "risk-form");
    await page.getByRole("button", { name: "Save the assessment" }).click();

    await expect(page.getByRole("heading", { name: "High risk", exact: true })).toBeVisible();
    await expect(
      page.getByText(/Instead of “Answers at an endpoint”: The endpoint is/),
    ).toBeVisible();
    await picture(page, "risk");

    await page.getByRole("button", { name: "Ask for another tier" }).click();
    const dialog = page.getByRole("dialog", { name: /Another tier/ });
    await dialog.getByRole("combobox", { name: "Tier" }).click();
    await page.getByRole("option", { name: "Medium risk" }).click();
    await dialog.getByLabel("Reason").fill("A clerk reads every single case before it is sent.");
    await dialog.getByRole("button", { name: "Ask for it" }).click();
    await expect(page.getByText("You asked for it, so another person agrees to it.")).toBeVisible();

    await signIn(page, /Robin Reviewer/);
    await page.goto(`${web()}/models/${MODEL}?tab=risk`);
    await expect(
      page.getByRole("heading", { name: "Medium risk is asked for", exact: true }),
    ).toBeVisible();
    await picture(page, "risk-override");
    await page.getByRole("button", { name: "Agree" }).click();
    await expect(page.getByRole("heading", { name: "Medium risk", exact: true })).toBeVisible();
    await expect(page.getByText(/agreed to by Robin Reviewer/).first()).toBeVisible();
  } finally {
    await penstock("runs", "cancel", runId);
  }
});

test("a policy is edited by form and as text, saved with a note, compared and taken back", async ({
  page,
}) => {
  await signIn(page, /Robin Reviewer/);
  await page.goto(`${web()}/policies?tier=medium`);
  await expect(page.getByRole("textbox", { name: "The policy as YAML" })).toBeVisible();
  await expect(page.getByRole("button", { name: "Save…" })).toHaveCount(0);

  await signIn(page, /Alex Admin/);
  await page.goto(`${web()}/policies?tier=medium`);
  const save = page.getByRole("button", { name: "Save…" });
  await expect(save).toBeDisabled();
  const calibration = page.getByRole("listitem", { name: "Calibration" });
  await calibration.getByLabel("At most").fill("0.05");
  const yaml = page.getByRole("textbox", { name: "The policy as YAML" });
  await expect(yaml).toContainText("max: 0.05");
  await page.getByRole("button", { name: "Add a stage" }).click();
  const added = page.getByRole("list", { name: "Stages" }).getByRole("listitem").last();
  await expect(added.getByLabel("Title")).toHaveValue("Compliance");
  await added.getByRole("button", { name: /Move .* up/ }).click();
  await expect(page.getByRole("status").getByText("No problems.")).toBeVisible();

  // Text that says nothing sensible keeps the form, and cannot be saved.
  await yaml.click();
  await page.keyboard.press("ControlOrMeta+End");
  await page.keyboard.type("reviewers: 3");
  await expect(page.getByText(/There is no field 'reviewers' here: remove it\./)).toBeVisible();
  await expect(save).toBeDisabled();
  await page.keyboard.press("Shift+Home");
  await page.keyboard.press("Delete");
  await expect(page.getByText("No problems.")).toBeVisible();
  await picture(page, "policy");

  await save.click();
  const dialog = page.getByRole("dialog", { name: /^Save version/ });
  await expect(dialog.getByText("Evidence › calibration › threshold")).toBeVisible();
  await expect(dialog.getByRole("button", { name: /^Save version/ })).toBeDisabled();
  await dialog.getByLabel("What changes, and why").fill("The committee wants better calibration.");
  await picture(page, "policy-save");
  // Until it is saved nobody goes back to the draft, which ends then.
  let goOn = () => {};
  const held = new Promise<void>((resolve) => (goOn = resolve));
  await page.route(
    /policies\.save/,
    async (route) => {
      await held;
      await route.continue();
    },
    { times: 1 },
  );
  await dialog.getByRole("button", { name: /^Save version/ }).click();
  await expect(dialog.getByRole("button", { name: "Cancel" })).toBeDisabled();
  await page.keyboard.press("Escape");
  await expect(dialog).toBeVisible();
  goOn();
  await expect(page.getByText(/The committee wants better calibration\.$/)).toBeVisible();
  const shown = await penstock("policies", "show", "medium");
  expect(shown).toContain("max: 0.05");

  await page.getByRole("button", { name: "History" }).click();
  const history = page.getByRole("dialog", { name: /^Versions/ });
  await history.getByRole("button", { name: /^Built in/ }).click();
  await expect(history.getByText("Evidence › calibration › threshold")).toBeVisible();
  await picture(page, "policy-history");
  await history.getByRole("button", { name: "Take it as a draft" }).click();
  await save.click();
  await dialog.getByLabel("What changes, and why").fill("Back to what it was.");
  await dialog.getByRole("button", { name: /^Save version/ }).click();
  await expect(page.getByText(/Back to what it was\.$/)).toBeVisible();
});
