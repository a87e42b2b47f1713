import { and, eq, inArray } from "drizzle-orm";
import type { Database, Transaction } from "../../db/client.ts";
import { run, stepRun } from "../../db/schema/runs.ts";
import type { PipelineDocument } from "../../workflows/core/document.ts";
import type { PinnedOutputs } from "../../workflows/core/plan.ts";
import type { Ctx } from "../context.ts";
import { PenstockError } from "../errors.ts";
import { contentsExist } from "./contents-exist.ts";

export interface Ended {
  kind: string;
  status: string;
  /** Of a step that is done: what it gave, and the run that made it. */
  pin: PinnedOutputs | null;
}

/** How the steps of a run ended, those inside maps left out; the last attempt counts. */
export async function endedSteps({ db }: { db: Database | Transaction }, runId: string) {
  const rows = await db
    .select({
      node: stepRun.node,
      kind: stepRun.kind,
      status: stepRun.status,
      outputs: stepRun.outputs,
      cachedFrom: stepRun.cachedFrom,
    })
    .from(stepRun)
    .where(and(eq(stepRun.runId, runId), eq(stepRun.item, "")))
    .orderBy(stepRun.attempt);
  return new Map<string, Ended>(
    rows.map(({ node, kind, status, outputs, cachedFrom }) => [
      node,
      {
        kind,
        status,
        pin: status === "done" ? { run: cachedFrom ?? runId, outputs: outputs ?? {} } : null,
      },
    ]),
  );
}

/** What stands in for the nodes that a document pins to earlier runs. Throws `bad-request` where there is nothing. */
export async function documentPins(
  ctx: Pick<Ctx, "actor" | "artifacts"> & { db: Database | Transaction },
  document: PipelineDocument,
): Promise<Map<string, PinnedOutputs>> {
  const pinned = document.nodes.filter(({ pin }) => pin);
  const pins = new Map<string, PinnedOutputs>();
  if (pinned.length === 0) return pins;
  const known = await ctx.db
    .select({ id: run.id })
    .from(run)
    .where(
      and(
        inArray(
          run.id,
          pinned.map(({ pin }) => pin!.run),
        ),
        eq(run.workspaceId, ctx.actor.workspaceId),
      ),
    );
  const steps = new Map<string, Map<string, Ended>>();
  for (const { id } of known) steps.set(id, await endedSteps(ctx, id));
  for (const { id, kind, pin } of pinned) {
    const from = pin!.node ?? id;
    const refuse = (why: string): never => {
      throw new PenstockError(
        "bad-request",
        `'${id}' is pinned to what '${from}' gave in the run '${pin!.run}', but ${why}: pin it to another run, or take the pin off.`,
      );
    };
    const found = steps.get(pin!.run);
    if (!found) return refuse("there is no such run in this workspace");
    const step = found.get(from);
    if (!step) return refuse("that run has no result of such a step");
    if (step.kind !== kind) return refuse(`that step is a ${step.kind}, this one a ${kind}`);
    if (!step.pin) return refuse(`it gave nothing there: it is ${step.status}`);
    if (!(await contentsExist(ctx.artifacts, step.pin.outputs)))
      return refuse("the content of what it gave is gone");
    pins.set(id, step.pin);
  }
  return pins;
}
