import { expect, test, type Page } from "@playwright/test";
import { connect } from "../../db/client.ts";
import { wakeApproval } from "../../server/approvals/wake.ts";
import { runExample } from "./example.ts";
import { call, picture, serving, signIn, web } from "./support.ts";

const MODEL = "four-people";

const POLICY = `format: 1
evidence:
  - { id: evaluation, kind: evaluation, required: true, threshold: { metric: roc_auc, min: 0.7 } }
  - { id: slices, kind: slices, required: true }
  - { id: plan, kind: documentation, title: Monitoring plan, required: true, sections: [monitoring-plan] }
stages:
  - { id: privacy, title: Privacy, function: privacy, deciders: 1, deadlineHours: 16 }
  - { id: model-risk, title: Model risk, function: model-risk, deciders: 1, deadlineHours: 40 }
  - { id: business, title: Business, function: business, deciders: 1 }
`;

const ANSWERS = {
  use: "live",
  people: "hundreds",
  automation: "overruled",
  audience: "staff",
  dependents: "nothing",
  affected: "persons",
  classification: "internal",
  amount: "some",
  reversibility: "effort",
  regulated: "services",
};

interface Risk {
  derived: Record<string, { value: string }>;
}

/** What the record says stays; the rest is answered, with a reason where the record would say otherwise. */
async function assess(page: Page): Promise<void> {
  const { derived } = await call<Risk>(page, "risk.get", { name: MODEL });
  const answers = Object.fromEntries(
    Object.entries(ANSWERS).map(([id, value]) => [
      id,
      {
        value,
        ...(derived[id] && derived[id].value !== value
          ? { reason: "So it will be once it is in service." }
          : {}),
      },
    ]),
  );
  await call(page, "risk.assess", { name: MODEL, answers });
}

/** The review that waits for this person, opened from their queue. */
async function openFromQueue(page: Page, name: RegExp): Promise<void> {
  await signIn(page, name);
  await page.goto(`${web()}/reviews`);
  await page
    .getByRole("row", { name: new RegExp(MODEL) })
    .getByRole("link")
    .click();
  await page.waitForURL(/\/reviews\/rev_/);
}

async function sign(page: Page, verb: RegExp): Promise<void> {
  await page.getByRole("button", { name: verb }).click();
  await page.getByRole("alertdialog").getByRole("button", { name: verb }).click();
  await expect(page.getByRole("alertdialog")).toHaveCount(0);
}

async function infer(): Promise<Response> {
  const { inputs } = (await (await fetch(`${serving()}/v2/models/${MODEL}`)).json()) as {
    inputs?: { name: string; datatype: string }[];
  };
  return fetch(`${serving()}/v2/models/${MODEL}/infer`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({
      inputs: (inputs ?? []).map(({ name, datatype }) => ({
        name,
        datatype,
        shape: [1, 1],
        data: [null],
      })),
    }),
  });
}

test("four people take a model from its first submission to service, and a date that passes takes it out", async ({
  page,
}) => {
  // The designer submits; what the model decides about makes it a model of high risk.
  await runExample(MODEL);
  await signIn(page, /Dana Designer/);
  await assess(page);
  await signIn(page, /Alex Admin/);
  await call(page, "policies.save", {
    tier: "high",
    source: POLICY,
    note: "What the committee agreed on.",
  });
  await signIn(page, /Dana Designer/);
  await page.goto(`${web()}/reviews?view=others`);
  await page
    .getByRole("row", { name: new RegExp(MODEL) })
    .getByRole("link")
    .click();
  await expect(page.getByText("Stale: what this review stands on has changed")).toBeVisible();
  await picture(page, "governance-1-stale");
  await page.getByRole("button", { name: /Freeze anew/ }).click();
  await expect(page.getByRole("list", { name: "Stages" })).toContainText("Privacy");
  await expect(page.getByText(/Four eyes/).first()).toBeVisible();

  // Privacy asks for changes.
  await openFromQueue(page, /Priya Privacy/);
  await expect(page.getByText("It cannot be approved yet")).toBeVisible();
  await expect(page.getByRole("button", { name: "Approve" })).toBeDisabled();
  await page
    .getByLabel("Comment", { exact: true })
    .fill("Nobody says what is watched once it is in use.");
  await picture(page, "governance-2-privacy");
  await sign(page, /Request changes/);
  await expect(page.getByText("Changes requested").first()).toBeVisible();

  // The designer fixes it and submits again.
  const second = await runExample(MODEL, ["--param", "xgboost.config.maxDepth=2"]);
  await signIn(page, /Dana Designer/);
  const { id: versionId } = await call<{ id: string }>(page, "models.version", {
    name: MODEL,
    number: 2,
  });
  const { number } = await call<{ number: number }>(page, "documentation.save", {
    modelVersionId: versionId,
    section: "monitoring-plan",
    body: "Drift of the scores weekly; the credit team acts from a PSI of 0.2 on.",
    base: 0,
  });
  await call(page, "documentation.sign", {
    modelVersionId: versionId,
    section: "monitoring-plan",
    number,
  });
  await page.goto(`${web()}/reviews?view=others`);
  await page
    .getByRole("row", { name: new RegExp(MODEL) })
    .getByRole("link")
    .click();
  await page.getByRole("button", { name: /Freeze anew/ }).click();
  await expect(page.getByText("Stale: what this review stands on has changed")).toHaveCount(0);

  // Privacy has nothing against it now; what was asked for before is shown.
  await openFromQueue(page, /Priya Privacy/);
  await expect(
    page.getByText("Nobody says what is watched once it is in use.").first(),
  ).toBeVisible();
  await picture(page, "governance-3-returned");
  await page.getByLabel("Comment", { exact: true }).fill("The plan answers it.");
  await sign(page, /Approve/);

  // Model risk approves with a condition due in a week.
  await openFromQueue(page, /Robin Reviewer/);
  await page.getByLabel("Comment", { exact: true }).fill("Good enough to begin with.");
  await page.getByRole("button", { name: "Add a condition" }).click();
  await page.getByLabel("What has to be done").fill("Test it on the applicants of this year");
  await picture(page, "governance-4-condition");
  await sign(page, /Approve/);

  // Business approves, and the run puts it into service.
  await openFromQueue(page, /Ben Business/);
  await page.getByLabel("Comment", { exact: true }).fill("The clerks have asked for it.");
  await sign(page, /Approve/);
  await expect(page.getByText("Approved").first()).toBeVisible();
  await picture(page, "governance-5-approved");
  await page.goto(`${web()}/runs/${second}`);
  await expect(page.getByText("Done").first()).toBeVisible();
  await expect.poll(async () => (await infer()).status).toBe(200);

  // The date passes: in the record, as nobody can wait a week here.
  const { db, sql } = connect(process.env["PENSTOCK_E2E_DATABASE"]!, { max: 1 });
  try {
    await sql`update finding set due_at = now() - interval '1 minute' where model_version_id = ${versionId}`;
    await wakeApproval(db, versionId);
  } finally {
    await sql.end();
  }
  await expect.poll(async () => (await infer()).status, { intervals: [200] }).toBe(403);
  const { error } = (await (await infer()).json()) as { error: string };
  expect(error).toContain("Test it on the applicants of this year");

  await signIn(page, /Olga Operator/);
  await page.goto(`${web()}/models/${MODEL}/2`);
  await expect(page.getByText("Suspended").first()).toBeVisible();
  await picture(page, "governance-6-suspended");
  await page.getByRole("button", { name: /^Notices/ }).click();
  await expect(
    page
      .getByRole("dialog")
      .getByText(new RegExp(`${MODEL}.*suspended`, "i"))
      .first(),
  ).toBeVisible();
  await picture(page, "governance-7-told");
  await page.goto(`${web()}/audit`);
  await expect(page.getByRole("row", { name: /Suspended model version/ }).first()).toBeVisible();
  await picture(page, "governance-8-audit");
});
