import { and, eq, ne, sql } from "drizzle-orm";
import type { Transaction } from "../../db/client.ts";
import { trigger as triggerTable, triggerFiring } from "../../db/schema/triggers.ts";
import type { StepRegistry } from "../../workflows/core/define-step.ts";
import type { ParamValues } from "../../workflows/core/document.ts";
import type { TriggerFacts } from "../../workflows/core/run-trigger.ts";
import type { JsonObject } from "../../workflows/core/json.ts";
import type { Actor, Services } from "../context.ts";
import { PenstockError } from "../errors.ts";
import { can } from "../rights.ts";
import { runActor } from "../actors/run-actor.ts";
import { start } from "../runs/start.ts";
import { backfillOf } from "./backfills.ts";
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
  facts: TriggerFacts;
  /** More that params may refer to, but that is not kept. */
  body?: JsonObject;
  /** Params over those of the trigger. */
  params?: ParamValues;
  /** A person who fires it by hand. */
  actor?: Actor;
  /** Who counts as having started the run, without being there; otherwise that is whoever published the version. */
  starter?: Starter;
  /** How many runs have started one another before this one. */
  depth?: number;
  /** The workflow to tell of the run's end. */
  workflowId?: string;
}

interface Starter {
  userId: string;
  /** What makes them so: "who made the secret of its webhook". */
  why: string;
  /** What to do when they may start no runs any more. */
  remedy: string;
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
  given: Cause,
): Promise<Firing> {
  const earlier = await startedRun(services, trigger.id, given.key);
  if (earlier) return earlier;
  const cause = await asBackfill(services, trigger, given);
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

/** The cause of a firing whose time somebody asked to make up for: it is theirs, and says so. */
async function asBackfill({ db }: Services, trigger: Trigger, cause: Cause): Promise<Cause> {
  const { at } = cause.facts.schedule ?? {};
  const found =
    at === undefined || cause.actor ? null : await backfillOf(db, trigger, new Date(at));
  if (!found) return cause;
  const { id, askedBy, name } = found;
  return {
    ...cause,
    facts: { ...cause.facts, backfill: { id }, person: { id: askedBy, name } },
    starter: {
      userId: askedBy,
      why: "who asked for this backfill",
      remedy: "somebody who may has to ask for it",
    },
  };
}

async function startRun(
  services: TriggerServices,
  trigger: Trigger,
  { key, facts, body, params, actor, starter, depth = 0, workflowId }: Cause,
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
    { ...services, actor: actor ?? (await absentActor(services, trigger, starter)) },
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

/** Who counts as having started a run by itself; refused when they may start no runs any more. */
async function absentActor(
  services: Services,
  { workspaceId, publishedBy, version, pipeline }: Trigger,
  starter: Starter = {
    userId: publishedBy,
    why: `who published version ${version} of ${pipeline}`,
    remedy: "somebody who may has to publish it again",
  },
): Promise<Actor> {
  const actor = await runActor(services.db, { workspaceId, startedBy: starter.userId });
  if (!can(actor.role, "runs.start"))
    throw new PenstockError(
      "forbidden",
      `${actor.name}, ${starter.why}, may start no runs in this workspace any more: ${starter.remedy}.`,
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
