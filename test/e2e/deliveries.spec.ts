import { execFile } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { expect, test } from "@playwright/test";
import { Webhook } from "standardwebhooks";
import { startReceiver } from "../support/receiver.ts";
import { picture, signIn, web } from "./support.ts";

const SIGNING = `whsec_${Buffer.from("a key of thirty-two bytes, really").toString("base64")}`;

/** The command with something on its standard input; its standard output. */
function penstock(words: string[], input = ""): Promise<string> {
  return new Promise((resolve) => {
    const child = execFile(process.execPath, ["server/cli/bin.js", ...words], (_error, stdout) =>
      resolve(stdout),
    );
    child.stdin!.end(input);
  });
}

test("a message that was refused is found, read and sent again; its secrets are set and never shown", async ({
  page,
}) => {
  const receiver = await startReceiver([{ status: 410, body: "moved away" }]);
  const folder = await mkdtemp(path.join(tmpdir(), "penstock-deliveries-"));
  try {
    await signIn(page, /Dana Designer/);
    await page.goto(`${web()}/settings`);
    await page.getByRole("button", { name: "New secret" }).click();
    const dialog = page.getByRole("dialog");
    await dialog.getByLabel("Name").fill("hook-signature");
    await dialog.getByLabel("Value").fill(SIGNING);
    await picture(page, "secret-new");
    await dialog.getByRole("button", { name: "Keep the secret" }).click();
    await expect(page.getByRole("cell", { name: "hook-signature", exact: true })).toBeVisible();
    await picture(page, "secrets");
    expect(await page.content()).not.toContain(SIGNING);

    await penstock(["secrets", "set", "hook-address"], `${receiver.url}/hooks/T0SECRET\n`);
    const secrets = JSON.parse(await penstock(["secrets", "list", "--json"])) as { name: string }[];
    expect(secrets.map(({ name }) => name)).toEqual(
      expect.arrayContaining(["hook-address", "hook-signature"]),
    );

    const file = path.join(folder, "tell.yaml");
    const config = "{ urlSecret: hook-address, signingSecret: hook-signature }";
    await writeFile(
      file,
      `apiVersion: penstock/v1\nname: tell\nnodes: [{ id: tell, kind: notify.webhook, config: ${config} }]\n`,
    );
    const run = JSON.parse(await penstock(["run", file, "--wait", "--json"])) as {
      runId: string;
      status: string;
    };
    expect(run.status).toBe("failed");

    await page.goto(`${web()}/outbox?status=failed`);
    await expect(page.getByRole("link", { name: "tell", exact: true })).toHaveAttribute(
      "href",
      `/runs/${run.runId}`,
    );
    await picture(page, "deliveries");
    await page.getByRole("link", { name: "Call a webhook, of tell" }).click();
    await expect(page.getByText("refused the message (410): moved away")).toBeVisible();
    await picture(page, "delivery-failed");
    await page.getByRole("button", { name: "Send again" }).click();
    await expect(page.getByText("The message has arrived")).toBeVisible();
    await expect(page.getByRole("heading", { name: "Attempts (2)" })).toBeVisible();
    await picture(page, "delivery-sent");
    expect(await page.content()).not.toContain("T0SECRET");

    const [first, second] = receiver.received;
    expect(second!.headers["webhook-id"]).toBe(first!.headers["webhook-id"]);
    const verified = new Webhook(SIGNING).verify(
      second!.body,
      second!.headers as Record<string, string>,
    );
    expect(verified).toMatchObject({ data: { run: { id: run.runId } } });

    await page.goto(`${web()}/outbox?status=failed`);
    // Other stories' messages may be there; while the list is read, it has no rows either.
    const list = page.getByRole("table", { name: "Deliveries, newest first" });
    await expect(list.or(page.getByText("No delivery is in this state"))).toBeVisible();
    await expect(page.getByRole("link", { name: "tell", exact: true })).toBeHidden();
    const sent = JSON.parse(
      await penstock(["notifications", "list", "--status", "sent", "--json"]),
    ) as { id: string; run: { id: string } }[];
    const own = sent.find((one) => one.run.id === run.runId)!;
    const shown = await penstock(["notifications", "show", own.id]);
    expect(shown).toMatch(/410.*moved away.*\n.*204.*Dana Designer/);
  } finally {
    await receiver.close();
    await rm(folder, { recursive: true });
  }
});
