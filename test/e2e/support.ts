import { expect, type Locator, type Page } from "@playwright/test";

export const web = (): string => process.env["PENSTOCK_E2E_WEB"]!;
export const serving = (): string => process.env["PENSTOCK_E2E_SERVING"]!;

/** Signs in as one of the local people, by the button a person would press. */
export async function signIn(page: Page, name: RegExp): Promise<void> {
  await page.context().clearCookies();
  await page.goto(`${web()}/sign-in`);
  await page.getByRole("button", { name }).click();
  await expect(page.getByRole("navigation").first()).toBeVisible();
}

/** A picture of the page, kept with the test's results. */
export async function picture(page: Page, name: string): Promise<void> {
  await page.screenshot({ path: `test-results/pictures/${name}.png` });
}

/** Draws a wire with the mouse, from one handle to another. */
export async function drawWire(page: Page, from: string, to: string): Promise<void> {
  const [a, b] = [
    await centre(page.getByTestId(`handle-${from.replace(".", "-out-")}`)),
    await centre(page.getByTestId(`handle-${to.replace(".", "-in-")}`)),
  ];
  await page.mouse.move(a.x, a.y);
  await page.mouse.down();
  await page.mouse.move((a.x + b.x) / 2, (a.y + b.y) / 2, { steps: 4 });
  await page.mouse.move(b.x, b.y, { steps: 4 });
  await page.mouse.up();
}

async function centre(locator: Locator): Promise<{ x: number; y: number }> {
  const box = (await locator.boundingBox())!;
  return { x: box.x + box.width / 2, y: box.y + box.height / 2 };
}

/** Asks the API as the browser does, in the name of who is signed in. */
export async function call<T>(page: Page, procedure: string, input: unknown): Promise<T> {
  const response = await page.request.post(`${web()}/api/trpc/${procedure}`, { data: input });
  const body = (await response.json()) as { result?: { data: T }; error?: { message: string } };
  if (!body.result) throw new Error(body.error?.message);
  return body.result.data;
}
