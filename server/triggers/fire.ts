import { and, eq, ne, sql } from "drizzle-orm";
import type { Transaction } from "../../db/client.ts";
import { trigger as triggerTable, triggerFiring } from "../../db/schema/triggers.ts";
import type { JsonRecord } from "../../db/types.ts";
import type { StepRegistry } from "../../workflows/core/define-step.ts";
import type { ParamValues } from "../../workflows/core/document.ts";
import type { Actor, Services } from "../context.ts";
import { PenstockError } from "../errors.ts";
import { can } from "../rights.ts";
import { runActor } from "../runs/run-actor.ts";
import { start } from "../runs/start.ts";
import { fillFacts } from "./fill-facts.ts";
import type { Trigger } from "./find.ts";

/** So many runs may start one another in a row; pipelines that trigger each other in a circle end here. */
const MAX_DEPTH = 10;

export interface TriggerServices extends Services {
  /** The kinds of step that documents may use; the product's own by default. */
  steps?: StepRegistry;
}

export interface Cause {
  /** The same key never starts two runs of a trigger. */
  key: string;
  /** What happened; kept with the firing and the run. */
  facts: JsonRecord;
  /** More that params may refer to, but that is not kept. */
  body?: JsonRecord;
  /** Params over those of the trigger. */
  params?: ParamValues;
  /** A person who fires it by hand; otherwise the run is started as whoever published the version. */
  actor?: Actor;
  /** How many runs have started one another before this one. */
  depth?: number;
  /** The workflow to tell of the run's end. */
  workflowId?: string;
}

export type Firing =
  | { outcome: "started"; runId: string; repeated: boolean }
  | { outcome: "skipped"; detail: string }
  | { outcome: "refused"; detail: string; error: PenstockError };

/** Another firing with the same key has been written down first. */
class AlreadyFired extends Error {}

/**
 * Starts a trigger's run, or writes down why not. The firing and the run are one transaction: the same key starts one run,
 * also when it comes twice at once.
 * @throws PenstockError `unavailable` when it should be tried again
 */
export async function fire(
  services: TriggerServices,
  trigger: Trigger,
  cause: Cause,
): Promise<Firing> {
  const earlier = await startedRun(services, trigger.id, cause.key);
  if (earlier) return earlier;
  if (trigger.paused && !cause.actor) {
    const detail = `The trigger is paused${trigger.pauseNote ? `: ${trigger.pauseNote}` : "."}`;
    await noteEnd(services, trigger, cause, "skipped", detail);
    return { outcome: "skipped", detail };
  }
  try {
    const runId = await startRun(services, trigger, cause);
    return { outcome: "started", runId, repeated: false };
  } catch (error) {
    if (error instanceof AlreadyFired) {
      const twin = await startedRun(services, trigger.id, cause.key);
      if (twin) return twin;
    }
    if (!(error instanceof PenstockError) || error.code === "unavailable") throw error;
    await noteEnd(services, trigger, cause, "refused", error.message);
    return { outcome: "refused", detail: error.message, error };
  }
}

async function startRun(
  services: TriggerServices,
  trigger: Trigger,
  { key, facts, body, params, actor, depth = 0, workflowId }: Cause,
): Promise<string> {
  if (depth > MAX_DEPTH)
    throw new PenstockError(
      "conflict",
      `${MAX_DEPTH} runs have started one another in a row, and ${trigger.pipeline} would be one more: look for a circle of pipelines that trigger each other.`,
    );
  const given = params ?? {};
  const own = Object.entries(trigger.spec.params ?? {}).filter(
    ([name]) => !Object.hasOwn(given, name),
  );
  const filled = fillFacts(Object.fromEntries(own), body ? { ...facts, body } : facts);
  const by = actor ? (actor.via === "session" ? "person" : "api") : trigger.type;
  const { runId } = await start(
    { ...services, actor: actor ?? (await publisher(services, trigger)) },
    {
      name: trigger.pipeline,
      version: trigger.version,
      params: { ...filled, ...given },
    },
    {
      trigger: {
        type: by,
        trigger: trigger.id,
        name: trigger.name,
        ...(trigger.spec.title ? { title: trigger.spec.title } : {}),
        ...facts,
        ...(depth > 0 ? { depth } : {}),
        ...(workflowId ? { firing: workflowId } : {}),
      },
      ...(services.steps ? { steps: services.steps } : {}),
      told: actor !== undefined,
      alongside: (tx, runId) => noteStart(tx, trigger, { key, facts }, runId),
    },
  );
  return runId;
}

/** Who published the version; refused when they may start no runs any more. */
async function publisher(services: Services, trigger: Trigger): Promise<Actor> {
  const { workspaceId, publishedBy: startedBy } = trigger;
  const actor = await runActor(services.db, { workspaceId, startedBy });
  if (!can(actor.role, "runs.start"))
    throw new PenstockError(
      "forbidden",
      `${actor.name}, who published version ${trigger.version} of ${trigger.pipeline}, may start no runs in this workspace any more: somebody who may has to publish it again.`,
    );
  return actor;
}

async function startedRun(
  { db }: Services,
  triggerId: string,
  key: string,
): Promise<Firing | null> {
  const [found] = await db
    .select({ runId: triggerFiring.runId })
    .from(triggerFiring)
    .where(
      and(
        eq(triggerFiring.triggerId, triggerId),
        eq(triggerFiring.key, key),
        eq(triggerFiring.outcome, "started"),
      ),
    );
  return found ? { outcome: "started", runId: found.runId!, repeated: true } : null;
}

async function noteStart(
  tx: Transaction,
  trigger: Trigger,
  { key, facts }: Pick<Cause, "key" | "facts">,
  runId: string,
): Promise<void> {
  const firing = { outcome: "started" as const, runId, detail: null, facts };
  const written = await tx
    .insert(triggerFiring)
    .values({ triggerId: trigger.id, key, ...firing })
    .onConflictDoUpdate({
      target: [triggerFiring.triggerId, triggerFiring.key],
      set: { ...firing, at: sql`now()` },
      setWhere: ne(triggerFiring.outcome, "started"),
    })
    .returning({ key: triggerFiring.key });
  if (written.length === 0) throw new AlreadyFired();
  await tx
    .update(triggerTable)
    .set({ lastFiredAt: sql`now()`, lastError: null })
    .where(eq(triggerTable.id, trigger.id));
}

async function noteEnd(
  { db }: Services,
  trigger: Trigger,
  { key, facts }: Cause,
  outcome: "skipped" | "refused",
  detail: string,
): Promise<void> {
  await db.transaction(async (tx) => {
    await tx
      .insert(triggerFiring)
      .values({ triggerId: trigger.id, key, outcome, detail, facts })
      .onConflictDoUpdate({
        target: [triggerFiring.triggerId, triggerFiring.key],
        set: { outcome, detail, facts, at: sql`now()` },
        setWhere: ne(triggerFiring.outcome, "started"),
      });
    if (outcome === "refused")
      await tx
        .update(triggerTable)
        .set({ lastError: detail })
        .where(eq(triggerTable.id, trigger.id));
  });
}
