import { expect, test } from "@playwright/test";
import { call, picture, signIn, web } from "./support.ts";

// A map whose items fail here and there, a failure that is handled, a wait for an event, a step that nobody serves.
const shapes = (name: string) => `
apiVersion: penstock/v1
name: ${name}
title: Every shape
nodes:
  - { id: start, kind: control.wait, title: A moment, config: { for: 1s } }
  - { id: each, kind: control.map, title: Each number, config: { over: count, count: 30, window: 10, onFailure: collect } }
  - { id: nap, kind: control.wait, title: Nap, parent: each, config: { for: 1s } }
  - { id: call, kind: notify.webhook, title: Call nobody, parent: each, config: { url: "http://127.0.0.1:9/\${item}" }, policy: { when: "int(item) % 10 == 3", attempts: 1 } }
  - { id: labels, kind: control.wait, title: Wait for labels, config: { event: labels-ready, for: 2h } }
  - { id: after, kind: control.wait, title: After the labels, config: { for: 1s } }
  - { id: tidy, kind: control.wait, title: Tidy up, config: { for: 1s }, policy: { phase: finally } }
triggers:
  - { id: nightly, type: schedule, title: At night, cron: "30 2 * * 1-5", timezone: Europe/Berlin }
wires:
  - { from: start.out, to: nap.in }
  - { from: nap.out, to: each.result }
  - { from: each.table, to: labels.in }
  - { from: labels.event, to: after.in }
`;

test("a run with a map is followed, an event is sent, and it runs again from a step on", async ({
  page,
}) => {
  const name = `shapes-${Date.now().toString(36)}`;
  await signIn(page, /Alex Admin/);
  await call(page, "pipelines.import", { text: shapes(name), note: "for the story" });
  const { runId } = await call<{ runId: string }>(page, "runs.start", { name, version: 1 });
  await page.goto(`${web()}/runs/${runId}`);

  // The map is one node with counts; its items are listed, filtered and opened.
  await page
    .getByRole("button", { name: /^Each number/ })
    .first()
    .click();
  await expect(page.getByText("30 of 30, 3 failed").first()).toBeVisible();
  await picture(page, "run-map-items");
  await page.getByRole("button", { name: /^Failed 3/ }).click();
  await page.getByRole("button", { name: /^Item 13/ }).click();
  await expect(page.getByRole("heading", { name: "Item 13 of Each number" })).toBeVisible();
  await expect(page.getByRole("button", { name: /^Call nobody/ }).first()).toContainText("Failed");
  await picture(page, "run-map-item");

  // A step that waits says for what, and gets it.
  await page
    .getByRole("button", { name: /^Wait for labels/ })
    .first()
    .click();
  await expect(page.getByText(/Waiting for the event/).first()).toBeVisible();
  await page.getByRole("button", { name: "Send event" }).click();
  await page.getByLabel("Facts").fill('{"rows": 1200}');
  // The toast that answers is a dialog too: the one that asked is meant by its name.
  const asked = page.getByRole("dialog", { name: "Send labels-ready" });
  await asked.getByRole("button", { name: "Send" }).click();
  await expect(asked).toBeHidden();
  // A run that goes on can be cancelled; one that has ended cannot.
  await expect(page.getByRole("button", { name: "Cancel run" })).toBeHidden();
  await expect(page.getByText("Done", { exact: true }).first()).toBeVisible();

  // Once more from a step on: what would be kept is shown first.
  await page.getByRole("button", { name: "Rerun", exact: true }).click();
  await page.getByRole("menuitem", { name: "From a step…" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByRole("combobox", { name: "From", exact: true }).click();
  await page.getByRole("option", { name: "After the labels" }).click();
  await expect(dialog.getByText("Kept", { exact: true }).first()).toBeVisible();
  await picture(page, "rerun-from");
  await dialog.getByRole("button", { name: "Start the run" }).click();
  await page.waitForURL((url) => !url.pathname.endsWith(runId));
  await expect(page.getByText("from after").first()).toBeVisible();
  await expect(page.getByRole("button", { name: "Cancel run" })).toBeHidden();
  await expect(page.getByText("Done", { exact: true }).first()).toBeVisible();

  const again = page.url().split("/").at(-1)!.split("?")[0]!;
  await page.goto(`${web()}/runs/compare?ids=${runId},${again}`);
  await expect(page.getByRole("heading", { name: "Compare runs" })).toBeVisible();
  await expect(page.getByRole("link", { name: new RegExp(again) })).toBeVisible();
  await picture(page, "compare");
});

test("what waits, is tried again or had nothing to do says so: by its id, with why, and is not taken for failed or running", async ({
  page,
}) => {
  const name = `waits-${Date.now().toString(36)}`;
  await signIn(page, /Alex Admin/);
  const text = `
apiVersion: penstock/v1
name: ${name}
nodes:
  - { id: hook, kind: notify.webhook, config: { url: "https://no-such-host.invalid/x" }, policy: { attempts: 3, backoff: { initial: 10m, factor: 1 } } }
  - { id: each, kind: control.map, config: { over: list, list: [red, blue] } }
  - { id: ask, kind: control.wait, parent: each, config: { event: "go-\${item}" } }
  - { id: none, kind: control.map, config: { over: count, count: 0 } }
  - { id: nap, kind: control.wait, parent: none, config: { for: 1s } }
  - { id: behind, kind: control.condition, config: { expression: "true" } }
wires:
  - { from: none.table, to: behind.value }
`;
  await call(page, "pipelines.import", { text, note: "for the story" });
  const { runId } = await call<{ runId: string }>(page, "runs.start", { name, version: 1 });
  await page.goto(`${web()}/runs/${runId}`);
  const steps = page.getByRole("list", { name: "Steps", exact: true });
  const row = (id: string) =>
    steps.getByRole("listitem").filter({ has: page.getByText(id, { exact: true }) });

  // Between two attempts: why, and when the next one begins; nothing is red.
  await expect(row("hook")).toContainText(/Retrying/);
  await expect(row("hook")).toContainText(/Attempt 1 of 3 failed: .*; again in \d+ m/);
  await row("hook").getByRole("button").click();
  const panel = page.getByRole("region", { name: "Step Call a webhook" });
  await expect(panel.getByText(/^Attempt 1 of 3 failed/)).toBeVisible();
  await picture(page, "run-retrying");

  // Items that wait, by what for, and with their label; the event of one is sent from the list.
  await row("each").getByRole("button").click();
  await page.getByRole("button", { name: "Waiting 2", exact: true }).click();
  await expect(page.getByText("ask: the event go-red")).toBeVisible();
  await expect(page.getByText('"blue"')).toBeVisible();
  await picture(page, "run-items-waiting");
  await page.getByRole("button", { name: "Send event" }).first().click();
  const asked = page.getByRole("dialog", { name: "Send go-red" });
  await asked.getByRole("button", { name: "Send" }).click();
  await expect(page.getByRole("button", { name: "Waiting 1", exact: true })).toBeVisible();

  // A map of no items.
  await expect(row("none")).toContainText("no items");
  await row("behind").getByRole("button").click();
  await expect(
    page.getByText("'none' produced no 'table': the map had no items").first(),
  ).toBeVisible();

  // The graph is shown anew where there is less room: in the middle of it.
  const graph = page.getByLabel("Graph of the run's steps");
  await page.setViewportSize({ width: 1024, height: 768 });
  const off = async () => {
    const nodes = await graph.locator(".react-flow__node").all();
    const boxes = (await Promise.all(nodes.map((node) => node.boundingBox()))).map((box) => box!);
    const left = Math.min(...boxes.map(({ x }) => x));
    const right = Math.max(...boxes.map(({ x, width }) => x + width));
    const room = (await graph.boundingBox())!;
    return Math.abs((left + right) / 2 - (room.x + room.width / 2));
  };
  await expect.poll(off).toBeLessThan(20);
  await call(page, "runs.cancel", { id: runId });
});

test("a trigger says when it starts what, is paused with a note, and fires by hand", async ({
  page,
}) => {
  const name = `nightly-${Date.now().toString(36)}`;
  await signIn(page, /Alex Admin/);
  await call(page, "pipelines.import", { text: shapes(name), note: "for the story" });
  await page.goto(`${web()}/triggers`);
  await page
    .getByRole("row", { name: new RegExp(name) })
    .getByRole("link", { name: "At night" })
    .click();
  await expect(page.getByText("Next 10 times")).toBeVisible();
  await expect(page.getByText(/02:30.*Europe\/Berlin|At 02:30/).first()).toBeVisible();
  await page.getByRole("button", { name: "Pause" }).click();
  await page.getByLabel("Why").fill("The warehouse moves house.");
  await page.getByRole("button", { name: "Pause trigger" }).click();
  await expect(page.getByText(/The warehouse moves house/)).toBeVisible();
  await expect(page.getByRole("button", { name: "Resume" })).toBeFocused();
  await page.getByRole("button", { name: "Fire now" }).click();
  await page.getByRole("button", { name: "Start the run" }).click();
  await page.waitForURL(/\/runs\/run_/);
  await expect(page.getByText(/fired by hand/).first()).toBeVisible();
  await page.getByRole("button", { name: "Cancel run" }).click();
  await page.getByRole("button", { name: "Cancel the run" }).click();
  await expect(page.getByText("Cancelled", { exact: true }).first()).toBeVisible();
});
