import { readFile } from "node:fs/promises";
import { expect, test, type APIRequestContext } from "@playwright/test";
import { picture, web } from "./support.ts";

const DATA = "examples/credit-risk/german-credit.csv";

test("a form knows the columns, checks SQL and CEL as they are written, and sets several steps at once", async ({
  page,
}) => {
  const name = `forms-${Date.now().toString(36)}`;
  await page.request.post(`${web()}/api/local-sign-in`, {
    data: { role: "designer" },
    headers: { origin: web() },
  });
  await makePipeline(page.request, name);
  await page.goto(`${web()}/pipelines/${name}`);
  const inspector = page.getByTestId("inspector");
  const open = async (id: string) => {
    await page.getByRole("button", { name: "Show all steps" }).click();
    await page.getByTestId(`node-${id}`).click();
  };
  const documentNow = () => draftOf(page.request, name);

  await test.step("a column that is gone is marked, with the near one as the remedy", async () => {
    await open("forest");
    await expect(inspector.getByText("columns reach this step")).toBeVisible();
    const features = inspector.locator('[data-field="features"]');
    await features.getByRole("button", { name: /^Use .age_in_years. instead/ }).click();
    await expect(features.getByText("age_in_years", { exact: true })).toBeVisible();
    await expect(features.getByText("age_in_year", { exact: true })).toHaveCount(0);
  });

  await test.step("columns are chosen by a pattern, by type, and by name, with the keyboard", async () => {
    const features = inspector.getByRole("combobox", { name: "Features" });
    await features.fill("present_*");
    await expect(
      page.getByRole("option", { name: "Add the 2 that match present_*" }),
    ).toBeVisible();
    await features.press("Enter");
    await features.fill("housing");
    await features.press("Enter");
    await features.press("Escape");
    await expect
      .poll(async () => (await documentNow())["forest"]?.["features"])
      .toEqual(["age_in_years", "present_employment_since", "present_residence_since", "housing"]);
    await inspector.getByRole("button", { name: "Choose many for Features" }).click();
    await page.getByRole("menuitem", { name: /^Numeric/ }).click();
    await expect
      .poll(async () => (await documentNow())["forest"]?.["features"])
      .toContain("credit_amount");
    const target = inspector.getByRole("combobox", { name: "Target" });
    await target.fill("credita");
    await target.press("Enter");
    await expect(target).toHaveValue("creditability");
    await target.fill("");
    await target.pressSequentially("creditability");
    await target.press("Enter");
    await expect(target).toHaveValue("creditability");
  });

  await test.step("what is changed is marked, found, and can be reset; it becomes a param in one step of undo", async () => {
    await inspector.getByRole("textbox", { name: "Find a setting" }).fill("trees");
    const trees = inspector.locator('[data-field="trees"]');
    await trees.getByRole("textbox").fill("40");
    await expect(trees).toHaveAttribute("data-changed", "true");
    await trees.getByRole("button", { name: "Reset Trees" }).click();
    await expect(trees).not.toHaveAttribute("data-changed", "true");
    await expect(trees.getByRole("textbox")).toHaveAttribute("placeholder", "300");
    await trees.getByRole("button", { name: "Param for Trees" }).click();
    await page.getByRole("menuitem", { name: "Turn into a param" }).click();
    await expect(trees.getByRole("button", { name: "Trees: param trees" })).toBeVisible();
    await expect
      .poll(async () => (await documentNow())["forest"]?.["trees"])
      .toBe("${params.trees}");
    await picture(page, "forms-param");
    await page.getByRole("button", { name: "Undo" }).click();
    await expect(trees.getByRole("textbox")).toHaveAttribute("placeholder", "300");
    await trees.getByRole("textbox").fill("40");
    await inspector.getByRole("button", { name: "Reset all to their defaults" }).click();
    await expect(inspector.getByRole("button", { name: "0 changed" })).toBeVisible();
    await page.getByRole("button", { name: "Undo" }).click();
    await expect(inspector.getByRole("button", { name: "2 changed" })).toBeVisible();
  });

  await test.step("SQL is completed with the columns, and DuckDB says in place what is wrong", async () => {
    await open("transform");
    await expect(inspector.getByText(/^Gives 21 columns/)).toBeVisible();
    const editor = inspector.locator(".cm-content");
    await editor.click();
    await page.keyboard.press("Control+End");
    await page.keyboard.type(" where age_", { delay: 20 });
    await expect(page.locator(".cm-tooltip-autocomplete").getByText("age_in_years")).toBeVisible();
    await page.keyboard.press("Escape");
    await page.keyboard.type("year > 30");
    await expect(inspector.locator(".cm-lintRange-error")).toHaveText("age_year");
    await expect(inspector.getByText(/column .age_year./).first()).toBeVisible();
    await picture(page, "forms-sql");
    await editor.fill("select age_in_years, creditability from input");
    await expect(inspector.getByText("Gives 2 columns")).toBeVisible();
  });

  await test.step("an expression shows what it gives, and a name that cannot be", async () => {
    await open("gate");
    const result = inspector.getByTestId("cel-result");
    await expect(result).toContainText("→ true");
    await inspector.locator(".cm-content").fill("params.least > 0.9");
    await expect(result).toContainText("→ false");
    await inspector.locator(".cm-content").fill("params.leest > 0.9");
    await expect(result).toContainText("There is no param 'leest': did you mean 'least'?");
    await picture(page, "forms-cel");
    await inspector.locator(".cm-content").fill("params.least > 0.5");
  });

  await test.step("a secret is made where it is needed, and only its name is kept", async () => {
    await open("call");
    const field = inspector.locator('[data-field="urlSecret"]');
    await field.getByRole("button", { name: "New secret…" }).click();
    const dialog = page.getByRole("dialog", { name: "New secret" });
    await dialog.getByLabel("Name").fill(`${name}-hook`);
    await dialog.getByLabel("Value").fill("https://example.com/very-secret");
    await dialog.getByRole("button", { name: "Keep the secret" }).click();
    await expect(field.getByRole("combobox")).toHaveValue(`${name}-hook`);
    await expect
      .poll(async () => (await documentNow())["call"])
      .toEqual({ urlSecret: `${name}-hook` });
  });

  await test.step("several steps are set at once, and set back by one undo", async () => {
    await open("forest");
    await page.getByTestId("node-net").click({ modifiers: ["Shift"] });
    await expect(inspector.getByRole("heading", { name: "2 selected" })).toBeVisible();
    await inspector.getByRole("combobox", { name: "Target" }).fill("housing");
    await expect
      .poll(async () => {
        const { forest, net } = await documentNow();
        return [forest?.["target"], net?.["target"]];
      })
      .toEqual(["housing", "housing"]);
    await page.keyboard.press("Escape");
    await picture(page, "forms-several");
    await page.getByRole("button", { name: "Undo" }).click();
    await expect
      .poll(async () => {
        const { forest, net } = await documentNow();
        return [forest?.["target"], net?.["target"]];
      })
      .toEqual(["creditability", "creditability"]);
  });

  await test.step("how a step runs has durations with their units, checked as they are typed", async () => {
    // A click on one of several that are selected keeps them.
    await open("load");
    await open("net");
    await inspector.getByRole("tab", { name: "Run policy" }).click();
    await inspector.getByText("Failures and time limits").click();
    const longest = inspector.locator('[data-field="startToClose"]');
    await longest.getByRole("textbox").fill("1.5h");
    await longest.getByRole("textbox").blur();
    await expect(longest.getByRole("textbox")).toHaveValue("90");
    await expect(longest.getByRole("combobox")).toHaveText("minutes");
    await longest.getByRole("textbox").fill("soon");
    await expect(longest.getByRole("alert")).toContainText("such as 30s or 2h");
    await picture(page, "forms-policy");
  });
});

async function post(request: APIRequestContext, path: string, data: unknown): Promise<void> {
  const answer = await request.post(`${web()}/api/trpc/${path}`, {
    data,
    headers: { origin: web() },
  });
  expect(answer.ok(), `${path}: ${await answer.text()}`).toBe(true);
}

/** A pipeline with a step of each kind of field, one of them with a column that is not there. */
async function makePipeline(request: APIRequestContext, name: string): Promise<void> {
  const upload = await request.post(`${web()}/api/uploads`, {
    headers: { origin: web(), "x-file-name": "german-credit.csv" },
    data: await readFile(DATA),
  });
  const { source } = (await upload.json()) as { source: string };
  await post(request, "pipelines.create", { name });
  await post(request, "pipelines.saveDraft", {
    name,
    revision: 1,
    document: {
      apiVersion: "penstock/v1",
      name,
      params: { least: { type: "number", default: 0.7 } },
      nodes: [
        { id: "load", kind: "data.load", config: { source } },
        { id: "transform", kind: "data.transform", config: { sql: "select * from input" } },
        { id: "split", kind: "data.split" },
        {
          id: "forest",
          kind: "train.tabular",
          config: { target: "creditability", features: ["age_in_year"] },
        },
        { id: "net", kind: "train.torch", config: { target: "creditability" } },
        { id: "gate", kind: "control.condition", config: { expression: "params.least > 0.5" } },
        { id: "call", kind: "notify.webhook" },
      ],
      wires: [
        { from: "load.data", to: "transform.input" },
        { from: "transform.data", to: "split.data" },
        { from: "split.split", to: "forest.split" },
        { from: "split.split", to: "net.split" },
        { from: "forest.model", to: "gate.value" },
      ],
    },
  });
}

/** The configs of the saved draft, by node. */
async function draftOf(
  request: APIRequestContext,
  name: string,
): Promise<Record<string, Record<string, unknown> | undefined>> {
  const input = encodeURIComponent(JSON.stringify({ name }));
  const answer = await request.get(`${web()}/api/trpc/pipelines.get?input=${input}`);
  const body = (await answer.json()) as {
    result: {
      data: {
        draft: { document: { nodes: { id: string; config?: Record<string, unknown> }[] } };
      };
    };
  };
  return Object.fromEntries(
    body.result.data.draft.document.nodes.map(({ id, config }) => [id, config]),
  );
}
