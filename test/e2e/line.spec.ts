import path from "node:path";
import { expect, test } from "@playwright/test";
import { drawWire, picture, serving, signIn, web } from "./support.ts";

const DATA = path.resolve("examples/credit-risk/german-credit.csv");

test("a pipeline is drawn from an empty canvas, run, reviewed by somebody else, deployed, and answers", async ({
  page,
}) => {
  const name = `drawn-${Date.now().toString(36)}`;
  await signIn(page, /Dana Designer/);
  await page.goto(`${web()}/pipelines`);
  await page.getByRole("button", { name: "New pipeline" }).first().click();
  await page.getByLabel("Title").fill("Drawn by hand");
  await page.getByLabel("Name").fill(name);
  await page.getByRole("button", { name: "Create and open" }).click();
  await expect(page.getByText("Add the first step")).toBeVisible();
  await picture(page, "1-empty-canvas");

  const pane = page.locator(".react-flow__pane");
  const place = async (kind: string, x: number, y: number) =>
    page.getByTestId(`palette-${kind}`).dragTo(pane, { targetPosition: { x, y } });
  const kinds = [
    ["data.load", "load"],
    ["data.validate", "validate"],
    ["data.split", "split"],
    ["train.tabular", "train"],
    ["model.evaluate", "evaluate"],
    ["model.register", "register"],
    ["governance.review", "review"],
    ["model.deploy", "deploy"],
  ] as const;
  for (const [index, [kind, id]] of kinds.entries()) {
    await place(kind, 30 + (index % 3) * 210, 60 + Math.floor(index / 3) * 180);
    await expect(page.getByTestId(`node-${id}`)).toBeVisible();
    // Room for the other seven.
    if (index === 0)
      for (let times = 0; times < 3; times++)
        await page.getByRole("button", { name: "Zoom out" }).click();
  }
  await page.getByRole("button", { name: "Show all steps" }).click();
  // A trial click waits until the canvas has come to rest.
  await page.getByTestId("node-load").click({ trial: true });
  await picture(page, "2-eight-steps");

  // A wire whose types do not fit is refused, with the reason.
  await drawWire(page, "load.data", "train.split");
  await expect(page.getByText("needs a split").first()).toBeVisible();
  await expect(page.locator(".react-flow__edge")).toHaveCount(0);

  const wires = [
    ["load.data", "validate.data"],
    ["validate.data", "split.data"],
    ["split.split", "train.split"],
    ["train.model", "evaluate.models"],
    ["split.split", "evaluate.split"],
    ["evaluate.model", "register.model"],
    ["evaluate.evaluation", "register.evaluation"],
    ["register.version", "review.version"],
    ["evaluate.evaluation", "review.evaluation"],
    ["review.approved", "deploy.version"],
  ] as const;
  for (const [index, [from, to]] of wires.entries()) {
    await drawWire(page, from, to);
    await expect(page.locator(".react-flow__edge")).toHaveCount(index + 1);
  }

  const inspector = page.getByTestId("inspector");
  const open = async (id: string) => {
    await page.getByTestId(`node-${id}`).click();
    await expect(inspector).toBeVisible();
  };
  await open("load");
  await page.getByTestId("source-file").setInputFiles(DATA);
  await expect(inspector.getByText("german-credit.csv").first()).toBeVisible();
  await open("validate");
  await inspector.getByRole("button", { name: "Add to checks" }).click();
  await page.getByRole("menuitem", { name: "Number of rows" }).click();
  await inspector.getByLabel(/^(Least|At least|Min)/).fill("500");
  await open("train");
  await inspector.getByLabel("Target", { exact: true }).fill("creditability");
  await page.keyboard.press("Escape");
  await open("register");
  await inspector.locator('[data-field="name"] input').fill(name);
  await open("deploy");
  await inspector.locator('[data-field="endpoint"] input').fill(name);
  await expect(page.getByTestId("save-state")).toHaveText(/Saved/);
  await picture(page, "3-drawn");

  // A trigger says its times in words; a map takes in what is added while it is empty. Undo takes both away again.
  await page.getByTestId("palette-schedule").click();
  await expect(page.getByTestId("trigger-schedule")).toBeVisible();
  await expect(inspector.getByText(/^At 06:00/)).toBeVisible();
  await page.getByTestId("palette-control.map").click();
  await page.getByTestId("palette-control.join").click();
  await expect(inspector.getByText("For each item of map")).toBeVisible();
  await picture(page, "3-map-and-trigger");
  for (let times = 0; times < 3; times++) await page.keyboard.press("Control+z");
  await expect(page.getByTestId("trigger-schedule")).toHaveCount(0);
  await expect(page.getByTestId("node-map")).toHaveCount(0);
  await expect(page.getByTestId("save-state")).toHaveText(/Saved/);

  await page.getByTestId("run").click();
  await page.getByTestId("start-run").click();
  await page.waitForURL(/[?&]run=run_/);
  const run = `${web()}/runs/${new URL(page.url()).searchParams.get("run")}`;
  await expect(page.getByTestId("run-bar").getByText(/^(Running|Waiting)/)).toBeVisible();
  await picture(page, "4-running");
  await page.goto(run);
  await expect(page.getByText("Waiting").first()).toBeVisible({ timeout: 180_000 });
  await picture(page, "5-waiting-for-review");

  // Who made it cannot decide.
  await page.goto(`${web()}/reviews`);
  await page
    .getByRole("link", { name: new RegExp(name) })
    .first()
    .click();
  await page.waitForURL(/\/reviews\/rev_/);
  await expect(page.getByText(/Four eyes|somebody else/).first()).toBeVisible();
  const review = page.url();

  await signIn(page, /Robin Reviewer/);
  await page.goto(review);
  await expect(page.getByText(/ROC AUC/i).first()).toBeVisible();
  await picture(page, "6-review");
  await page.getByLabel("Comment").fill("The figures hold on the test part.");
  await page.getByRole("button", { name: "Approve" }).click();
  await page
    .getByRole("dialog")
    .or(page.getByRole("alertdialog"))
    .getByRole("button", { name: /Approve/ })
    .click();
  await expect(page.getByText("Approved").first()).toBeVisible();

  await page.goto(run);
  await expect(page.getByText("Done").first()).toBeVisible({ timeout: 60_000 });
  await picture(page, "7-done");

  const rows = {
    inputs: [
      {
        name: "status_of_existing_checking_account",
        shape: [1],
        datatype: "BYTES",
        data: ["no checking account"],
      },
    ],
  };
  // The serving process hears of the deployment by itself.
  const model = `${serving()}/v2/models/${name}`;
  await expect.poll(async () => (await fetch(model)).status, { timeout: 60_000 }).toBe(200);
  const metadata = await (await fetch(model)).json();
  const inputs = (metadata.inputs as { name: string; datatype: string }[]).map((input) => {
    const given = rows.inputs.find((one) => one.name === input.name);
    return {
      name: input.name,
      datatype: input.datatype,
      shape: [1, 1],
      data: given?.data ?? [null],
    };
  });
  const answer = await fetch(`${serving()}/v2/models/${name}/infer`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ inputs }),
  });
  expect(answer.status).toBe(200);
  const { outputs } = (await answer.json()) as { outputs: { name: string; data: unknown[] }[] };
  expect(["good", "bad"]).toContain(outputs.find((output) => output.name === "label")!.data[0]);
  const probabilities = outputs.find((output) => output.name === "probabilities")!.data as number[];
  expect(probabilities.flat().reduce((sum, value) => sum + value, 0)).toBeCloseTo(1, 5);

  await page.goto(`${web()}/deployments/${name}`);
  await expect(page.getByText(/ready/i).first()).toBeVisible();
  await page.getByRole("button", { name: "Predict" }).click();
  await expect(page.getByText(/^prediction|; prediction/).first()).toBeVisible();
  await picture(page, "8-deployment");
});
