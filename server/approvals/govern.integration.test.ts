import assert from "node:assert/strict";
import { before, test } from "node:test";
import type { Client } from "@temporalio/client";
import { and, eq, isNull } from "drizzle-orm";
import { audit } from "../../db/schema/audit.ts";
import { finding, suspension } from "../../db/schema/governance.ts";
import { modelVersion, review } from "../../db/schema/models.ts";
import { outbox } from "../../db/schema/outbox.ts";
import { run as runTable } from "../../db/schema/runs.ts";
import { farClient } from "../../test/support/cable.ts";
import { startTestEngine, type TestEngine } from "../../test/support/engine.ts";
import { approvedVersion, openedReview, setPolicy } from "../../test/support/registry.ts";
import { governorId, LOOK } from "../../workflows/core/governing.ts";
import { newId } from "../ids.ts";
import { log } from "../log.ts";
import { retire } from "../models/retire.ts";
import { restoreGovernors } from "./restore-governors.ts";
import { wakeApproval, wakeReview } from "./wake.ts";
import { until } from "../../test/support/until.ts";

const inMs = (ms: number) => new Date(Date.now() + ms);

let engine: TestEngine;
before(async () => {
  engine = await startTestEngine();
});

const people = () => ({
  designer: engine.as.designer.actor,
  reviewer: engine.as.reviewer.actor,
  admin: engine.as.admin.actor,
});

/** An approved version with a condition that is due then. */
async function conditional(name: string, dueAt: Date) {
  const { db } = engine.database;
  const { version, review: opened } = await approvedVersion(db, people(), name);
  await db.transaction(async (tx) => {
    await tx.insert(finding).values({
      id: newId("fnd"),
      workspaceId: people().designer.workspaceId,
      reviewId: opened.reviewId,
      modelVersionId: version.id,
      number: 1,
      condition: true,
      severity: "medium",
      title: "Watch drift",
      remedy: "Set up a monitor.",
      owner: people().designer.userId,
      dueAt,
      raisedBy: people().reviewer.userId,
    });
    await wakeApproval(tx, version.id);
  });
  return version;
}

const suspensionsOf = (versionId: string) =>
  engine.database.db.select().from(suspension).where(eq(suspension.modelVersionId, versionId));

async function isRunning(workflowId: string): Promise<boolean> {
  const found = await engine.client.workflow
    .getHandle(workflowId)
    .describe()
    .catch(() => null);
  return found?.status.name === "RUNNING";
}

test("the clock passes the date of a condition: the approval is suspended, once, by a workflow", async () => {
  const dueAt = inMs(1_500);
  const { id } = await conditional("due-soon", dueAt);
  await until("the suspension", async () => (await suspensionsOf(id)).length > 0);
  assert.ok(Date.now() >= dueAt.getTime());
  const workflowId = governorId("approval", id);
  for (const _ of [1, 2, 3]) await engine.client.workflow.getHandle(workflowId).signal(LOOK);
  assert.ok(await isRunning(workflowId));
  await retire(engine.as.admin, { name: "due-soon", number: 1, reason: "Not needed." });
  await until("the end", async () => !(await isRunning(workflowId)));
  assert.equal((await suspensionsOf(id)).length, 1);
});

test(
  "a Temporal that hangs as a worker starts is asked again, until what it lost is watched over",
  { timeout: 120_000 },
  async () => {
    const { version } = await approvedVersion(engine.database.db, people(), "unwatched");
    const workflowId = governorId("approval", version.id);
    assert.ok(!(await isRunning(workflowId)));
    const { cable, client } = await farClient(engine.client.options.namespace);
    const hurried: Client = Object.assign(Object.create(client) as Client, {
      withDeadline: (_: number, act: () => Promise<unknown>) =>
        client.withDeadline(Date.now() + (hangs ? 500 : 60_000), act),
    });
    let hangs = true;
    cable.hang();
    const said = {
      info: log.info.bind(log),
      warn: () => {
        hangs = false;
        cable.goOn();
      },
    };
    await restoreGovernors(engine.database.db, hurried, said, new AbortController().signal);
    assert.ok(!hangs, "it was told that there was no answer");
    await until("its workflow", () => isRunning(workflowId));
  },
);

test("a date that passes while no worker runs is noticed by the next worker", async () => {
  const begun = async (aheadMs: number) => {
    const dueAt = inMs(aheadMs);
    const { id } = await conditional(`over-restart-${aheadMs}`, dueAt);
    await until("the workflow", () => isRunning(governorId("approval", id)));
    return { id, dueAt };
  };
  let found = await begun(10_000);
  await engine.stopWorker();
  // On a slow machine the date may come before the worker has ended.
  for (let aheadMs = 30_000; new Date() >= found.dueAt; aheadMs *= 3) {
    const slow = await engine.startWorker();
    found = await begun(aheadMs);
    await slow.stop();
  }
  const { id, dueAt } = found;
  assert.equal((await suspensionsOf(id)).length, 0);
  await until("the date has passed", () => new Date() > dueAt, 600_000);
  const worker = await engine.startWorker();
  await until("the suspension", async () => (await suspensionsOf(id)).length > 0);
  assert.equal((await suspensionsOf(id)).length, 1);
  await worker.stop();
});

test("a worker that starts gives every open review and every approval its workflow", async () => {
  const { db } = engine.database;
  await setPolicy(db, people().admin, {
    format: 1,
    stages: [{ id: "review", title: "Review", deadlineHours: 66 / 3_600 }],
    workingHours: { days: [1, 2, 3, 4, 5, 6, 7], from: "00:00", to: "24:00" },
  });
  // No worker runs: what is written down is delivered to nobody, and is then lost.
  const { run, review: opened } = await openedReview(db, people(), { name: "lost-review" });
  await db.update(runTable).set({ status: "done" }).where(eq(runTable.id, run.id));
  const { version } = await approvedVersion(db, people(), "lost-approval");
  await db.delete(outbox).where(isNull(outbox.deliveredAt));
  const worker = await engine.startWorker();
  for (const workflowId of [
    governorId("review", opened.reviewId),
    governorId("approval", version.id),
  ])
    await until(workflowId, () => isRunning(workflowId));
  const dueAt = inMs(10_000);
  await db
    .update(review)
    .set({ stageSince: inMs(-60_000), dueAt })
    .where(eq(review.id, opened.reviewId));
  await wakeReview(db, opened.reviewId);
  const said = (action: string) => async () => {
    const rows = await db
      .select({ id: audit.id })
      .from(audit)
      .where(and(eq(audit.entityId, opened.reviewId), eq(audit.action, action)));
    return rows.length === 1;
  };
  await until("the reminder", said("review.remind"));
  await until("the escalation", said("review.escalate"));
  const [row] = await db.select().from(review).where(eq(review.id, opened.reviewId));
  assert.ok(row!.escalatedAt! >= dueAt);
  const [approved] = await db.select().from(modelVersion).where(eq(modelVersion.id, version.id));
  assert.equal(approved!.status, "approved");
  await worker.stop();
});
