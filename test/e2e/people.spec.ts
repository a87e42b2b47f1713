import { randomBytes } from "node:crypto";
import { expect, test, type Page } from "@playwright/test";
import { codeNow, PERIOD_S } from "../support/authenticator.ts";
import { picture, signIn, web } from "./support.ts";

const PASSWORD = "a long enough password";

test("somebody is invited, registers, signs in with a second factor, loses all of it, and comes back with an admin's help", async ({
  page,
  browser,
}) => {
  const tag = randomBytes(3).toString("hex");
  const email = `ada-${tag}@example.com`;
  await signIn(page, /Alex Admin/);
  const link = await invite(page, email);

  const context = await browser.newContext();
  const ada = await context.newPage();
  await ada.goto(link);
  await expect(ada.getByRole("heading", { name: "Join Default" })).toBeVisible();
  await expect(ada.getByText("Reviewer for Privacy")).toBeVisible();
  await ada.getByLabel("Your name").fill(`Ada ${tag}`);
  await ada.getByLabel("Password").fill(PASSWORD);
  await picture(ada, "people-invitation");
  await ada.getByRole("button", { name: "Register and join" }).click();
  await expect(ada.getByRole("button", { name: `Ada ${tag}, reviewer: account` })).toBeVisible();
  await ada.goto(link);
  await expect(ada.getByText("This invitation has been used")).toBeVisible();

  await ada.goto(`${web()}/settings#second-factor`);
  await ada.getByRole("button", { name: "Set up" }).click();
  const dialog = ada.getByRole("dialog", { name: "Set up a second factor" });
  await dialog.getByLabel("Your password").fill("not the password");
  await dialog.getByRole("button", { name: "Go on" }).click();
  await expect(dialog.getByText("That is not your password")).toBeVisible();
  await dialog.getByLabel("Your password").fill(PASSWORD);
  await dialog.getByRole("button", { name: "Go on" }).click();
  const key = (await dialog.getByRole("code").innerText()).replaceAll(/\s/g, "");
  await picture(ada, "people-second-factor");
  await dialog.getByLabel("Code").fill(codeNow(key));
  await dialog.getByRole("button", { name: "Switch it on" }).click();
  await expect(dialog.getByText("Keep these backup codes now")).toBeVisible();
  const backup = await dialog.getByRole("listitem").first().innerText();
  await picture(ada, "people-backup-codes");
  await dialog.getByRole("button", { name: "I have kept them" }).click();
  await expect(ada.getByText("Your authenticator is set up")).toBeVisible();

  const asSomebodyElse = async () => {
    await context.clearCookies();
    await ada.goto(`${web()}/sign-in?next=%2Fsettings`);
    await ada.getByText("Sign in as somebody else").click();
    await ada.getByLabel("E-mail address").fill(email);
    await ada.getByLabel("Password").fill("a wrong password");
    await ada.getByRole("button", { name: "Sign in", exact: true }).click();
    await expect(ada.getByText("do not belong together")).toBeVisible();
    await expect(ada.getByText(/they can invite you, or make you a link/)).toBeVisible();
  };
  // The code that it was set up with counts once; the next one is taken already.
  for (const code of [() => codeNow(key, Date.now() + PERIOD_S * 1_000), () => backup]) {
    await asSomebodyElse();
    await ada.getByLabel("Password").fill(PASSWORD);
    await ada.getByRole("button", { name: "Sign in", exact: true }).click();
    await expect(ada.getByRole("heading", { name: "Your second factor" })).toBeVisible();
    await picture(ada, "people-code");
    await ada.getByLabel("Code").fill(code());
    await ada.getByRole("button", { name: "Sign in", exact: true }).click();
    await expect(ada.getByRole("heading", { name: "Settings" })).toBeVisible();
  }

  // Password, phone and backup codes are gone.
  await page.reload();
  const help = async (what: string) => {
    await page.getByRole("button", { name: `More for Ada ${tag}` }).click();
    await page.getByRole("menuitem", { name: what }).click();
  };
  await help("Reset second factor");
  await picture(page, "people-reset-second-factor");
  await page.getByRole("alertdialog").getByRole("button", { name: "Reset second factor" }).click();
  await expect(page.getByText(`Ada ${tag} has no second factor any more`)).toBeVisible();
  await help("Link to a new password");
  const newPassword = page.getByRole("dialog", { name: `A new password for Ada ${tag}` });
  await newPassword.getByRole("button", { name: "Make the link" }).click();
  const forgotten = await newPassword.getByRole("code").innerText();
  await picture(page, "people-password-link");
  await newPassword.getByRole("button", { name: "I have copied it" }).click();
  await asSomebodyElse();
  await picture(ada, "people-sign-in");
  await ada.goto(forgotten);
  await expect(ada.getByRole("heading", { name: `A new password for Ada ${tag}` })).toBeVisible();
  await ada.getByLabel("Password").fill(`not the ${PASSWORD}`);
  await picture(ada, "people-new-password");
  await ada.getByRole("button", { name: "Set the password" }).click();
  await expect(ada.getByText("Your new password is set")).toBeVisible();
  await picture(ada, "people-password-set");
  await ada.getByLabel("Password").fill(`not the ${PASSWORD}`);
  await ada.getByRole("button", { name: "Sign in", exact: true }).click();
  await expect(ada.getByRole("button", { name: `Ada ${tag}, reviewer: account` })).toBeVisible();
  await ada.getByRole("button", { name: /^Notices/ }).click();
  await expect(ada.getByText("Alex Admin took your second factor away")).toBeVisible();
  await picture(ada, "people-told");
  await ada.goto(forgotten);
  await expect(ada.getByText("This link works no longer")).toBeVisible();
  await context.close();

  // For the stories after this one: nobody but the local people.
  await help("Remove from the workspace");
  await page.getByRole("alertdialog").getByRole("button", { name: "Remove member" }).click();
  await expect(page.getByRole("button", { name: `More for Ada ${tag}` })).toBeHidden();
});

test("a workspace of one's own is empty, and one comes back from it to where all is as it was", async ({
  page,
}) => {
  const name = `Retail ${randomBytes(3).toString("hex")}`;
  await signIn(page, /Alex Admin/);
  await page.goto(`${web()}/settings#workspaces`);
  await page.getByRole("button", { name: "New workspace" }).click();
  const dialog = page.getByRole("dialog", { name: "New workspace" });
  await dialog.getByLabel("Name").fill(name);
  await dialog.getByRole("button", { name: "Make the workspace" }).click();
  await page.getByRole("button", { name: `Switch to ${name}` }).click();
  await page.waitForURL(/\/pipelines/);
  await page.goto(`${web()}/settings`);
  await expect(page.getByRole("row", { name: /Alex Admin/ })).toBeVisible();
  await expect(page.getByRole("row", { name: /Dana Designer/ })).toBeHidden();
  await page.getByRole("button", { name: /account$/ }).click();
  await picture(page, "people-workspaces");
  await page.getByRole("menuitem", { name: /^Default/ }).click();
  await page.waitForURL(/\/pipelines/);
  await page.goto(`${web()}/settings`);
  await expect(page.getByRole("row", { name: /^Dana Designer/ })).toBeVisible();
});

test("a click on the sign-in page counts before the page has come alive, and without scripts at all", async ({
  browser,
}) => {
  const context = await browser.newContext({ javaScriptEnabled: false });
  const page = await context.newPage();
  await page.goto(`${web()}/sign-in`);
  await page.getByRole("button", { name: /Dana Designer/ }).click();
  await page.waitForURL(/\/pipelines/);
  await context.close();
});

test("a link that was sent to somebody who is signed out leads there after signing in; a session that ends says so, and what was typed stays", async ({
  page,
  context,
}) => {
  await page.goto(`${web()}/runs?status=failed`);
  await page.getByRole("button", { name: /Dana Designer/ }).click();
  await page.waitForURL(/\/runs\?status=failed$/);

  await page.goto(`${web()}/pipelines`);
  await page.getByRole("button", { name: "New pipeline" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByRole("textbox").first().fill("Typed before");
  await context.clearCookies();
  await dialog.getByRole("textbox").first().press("Enter");
  await expect(page.getByText("You are signed out")).toBeVisible();
  await picture(page, "people-signed-out");
  const opened = context.waitForEvent("page");
  await page.getByRole("link", { name: "Sign in" }).click();
  const tab = await opened;
  await tab.getByRole("button", { name: /Dana Designer/ }).click();
  await tab.waitForURL(/\/pipelines$/);
  await tab.close();
  await dialog.getByRole("textbox").first().press("Enter");
  await page.waitForURL(/\/pipelines\/typed-before/);
  await expect(page.getByText("You are signed out")).toBeHidden();
});

/** Invites somebody as a reviewer for privacy; the link. */
async function invite(page: Page, email: string): Promise<string> {
  await page.goto(`${web()}/settings`);
  await page.getByRole("button", { name: "Invite" }).first().click();
  const dialog = page.getByRole("dialog", { name: "Invite somebody" });
  await dialog.getByLabel("E-mail address").fill(email);
  await dialog.getByLabel("Role").click();
  await page.getByRole("option", { name: /Reviewer/ }).click();
  await dialog.getByRole("checkbox", { name: "Privacy" }).check();
  await picture(page, "people-invite");
  await dialog.getByRole("button", { name: "Make the link" }).click();
  const link = await dialog.getByRole("code").innerText();
  // It is shown this once: a press beside it does not take it away.
  await page.mouse.click(5, 5);
  await expect(dialog.getByRole("code")).toHaveText(link);
  await dialog.getByRole("button", { name: "I have copied it" }).click();
  await expect(page.getByRole("row", { name: new RegExp(email) })).toBeVisible();
  return link;
}
