import { existsSync } from "node:fs";
import { writeFile } from "node:fs/promises";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import type { WorkflowHandle } from "@temporalio/client";
import { and, eq } from "drizzle-orm";
import { audit } from "../../db/schema/audit.ts";
import { modelVersion } from "../../db/schema/models.ts";
import { run as runTable } from "../../db/schema/runs.ts";
import { wakeApproval, wakeReview } from "../../server/approvals/wake.ts";
import { retire } from "../../server/models/retire.ts";
import { decide } from "../../server/reviews/decide.ts";
import { get as getTrigger } from "../../server/triggers/get.ts";
import { governorId } from "../../workflows/core/governing.ts";
import type { TriggerSpec } from "../../workflows/core/triggers.ts";
import { startTestEngine } from "../support/engine.ts";
import { publishTest } from "../support/published.ts";
import { approvedVersion, openedReview, setPolicy } from "../support/registry.ts";
import { endServers } from "../support/servers.ts";
import { until } from "../support/until.ts";
import { SHAPES } from "./shapes.ts";

/**
 * Makes the histories that `workflows/pipelines/replay.test.ts` replays: `node --import tsx test/replay/record.ts`.
 * Only those that are missing are made, since the workflow must go on with what earlier releases have begun: a history is
 * never made again to silence a replay that fails.
 */
const here = path.dirname(fileURLToPath(import.meta.url));
const missing = Object.entries(SHAPES).filter(
  ([name]) => !existsSync(path.join(here, `${name}.json`)),
);
const engine = await startTestEngine();
await Promise.all(
  missing.map(async ([name, { document, ends, before, meanwhile, child = "", twice }]) => {
    await before?.(engine);
    if (twice) await engine.until(await engine.run(document), [ends]);
    const id = await engine.run(document);
    await meanwhile?.(engine, id);
    await engine.until(id, [ends]);
    const handle = engine.client.workflow.getHandle(`run-${id}${child}`);
    // Postgres hears of the end a moment before Temporal does.
    await save(name, handle);
  }),
);

/** Triggers whose schedule acts once: the histories of its workflow. */
const scheduled: Record<
  string,
  TriggerSpec & { act?: (handle: WorkflowHandle, trigger: string) => Promise<void> }
> = {
  "trigger-fired": { id: "it", type: "schedule", cron: "@yearly" },
  "trigger-skipped": { id: "it", type: "schedule", cron: "@yearly", paused: true },
  "trigger-cancelled": {
    id: "it",
    type: "schedule",
    cron: "@yearly",
    act: async (handle, id) => {
      const hasRun = async () => {
        const { firings } = await getTrigger(engine.as.designer, { id });
        return firings[0]?.runStatus === "running";
      };
      while (!(await hasRun())) await sleep(20);
      await handle.cancel();
    },
  },
  "folder-watched": { id: "it", type: "folder", path: "nowhere", every: "1d" },
};
for (const [name, { act, ...trigger }] of Object.entries(scheduled)) {
  if (existsSync(path.join(here, `${name}.json`))) continue;
  const nodes = [{ id: "work", kind: "test.slow", config: { ms: act ? 60_000 : 10 } }];
  await publishTest(engine.as.designer, { name, nodes, triggers: [trigger] });
  const { id } = await getTrigger(engine.as.designer, { id: `${name}/it` });
  const schedule = engine.client.schedule.getHandle(`trigger-${id}`);
  await schedule.trigger();
  let taken;
  while (!taken) taken = (await schedule.describe()).info.recentActions[0];
  const handle = engine.client.workflow.getHandle(taken.action.workflow.workflowId);
  await act?.(handle, `${name}/it`);
  await save(name, handle);
}

/** Workflows that watch over a review and over an approval, to their end. */
const { db } = engine.database;
const people = {
  designer: engine.as.designer.actor,
  reviewer: engine.as.reviewer.actor,
  admin: engine.as.admin.actor,
};
const inMs = (ms: number) => new Date(Date.now() + ms);
const isRecorded = (action: string, entityId: string) => async () => {
  const rows = await db
    .select({ id: audit.id })
    .from(audit)
    .where(and(eq(audit.action, action), eq(audit.entityId, entityId)));
  return rows.length > 0;
};
const governed: Record<string, (name: string) => Promise<string>> = {
  "govern-review": async (name) => {
    await setPolicy(db, people.admin, {
      format: 1,
      stages: [{ id: "review", title: "Review", deadlineHours: 6 / 3_600 }],
      workingHours: { days: [1, 2, 3, 4, 5, 6, 7], from: "00:00", to: "24:00" },
    });
    const { run, review: opened } = await openedReview(db, people, { name });
    const { reviewId: id, packHash } = opened;
    // No workflow stands behind it: a run that lasts would be ended, and its review with it.
    await db.update(runTable).set({ status: "done" }).where(eq(runTable.id, run.id));
    await wakeReview(db, id);
    await until("the escalation", isRecorded("review.escalate", id));
    const decision = { id, packHash, outcome: "approved", comment: "Looks right." } as const;
    await decide(engine.as.reviewer, decision);
    return governorId("review", id);
  },
  "govern-approval": async (name) => {
    const { version } = await approvedVersion(db, people, name);
    const { id } = version;
    await db
      .update(modelVersion)
      .set({ approvedUntil: inMs(5_000) })
      .where(eq(modelVersion.id, id));
    await wakeApproval(db, id);
    await until("the suspension", isRecorded("model-version.suspend", id));
    await retire(engine.as.admin, { name, number: version.version, reason: "It is over." });
    return governorId("approval", id);
  },
};
for (const [name, watch] of Object.entries(governed))
  if (!existsSync(path.join(here, `${name}.json`)))
    await save(name, engine.client.workflow.getHandle(await watch(name)));
await endServers();

async function save(name: string, handle: WorkflowHandle): Promise<void> {
  await handle.result().catch(() => undefined);
  const history = plain(await handle.fetchHistory());
  await writeFile(path.join(here, `${name}.json`), `${JSON.stringify(history)}\n`);
}

/**
 * The protobuf message as plain JSON that encodes again to the same message: bytes as base64, 64-bit integers and enums as
 * numbers. Without what tells of the machine it was made on, none of which takes part in a replay.
 */
function plain(value: unknown): unknown {
  if (value instanceof Uint8Array) return Buffer.from(value).toString("base64");
  if (Array.isArray(value)) return value.map(plain);
  if (typeof value !== "object" || value === null) return value;
  if ("low" in value && "high" in value) return Number(value);
  const { normalName, ...rest } = value as Record<string, unknown>;
  // A sticky queue is named after the process.
  if (normalName) return { name: normalName };
  return Object.fromEntries(
    Object.entries(rest)
      .filter(([name]) => !["identity", "workerVersion", "stackTrace"].includes(name))
      .map(([name, inner]) => [name, plain(inner)]),
  );
}
