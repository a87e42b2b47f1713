import { setTimeout as sleep } from "node:timers/promises";
import { sql } from "drizzle-orm";
import type { Database } from "../../db/client.ts";
import type { DeliveryFacts, OutgoingMessage } from "../../workflows/core/outgoing-message.ts";
import { newId } from "../ids.ts";
import { outlast } from "../runs/outlast.ts";
import type { StepKey } from "../runs/record-step.ts";
import type { Redactor } from "../secrets/redactor.ts";
import { attempt, KEPT, NOT_BEING_SENT, refusedOf, type KeptMessage } from "./attempt.ts";
import { subjectOf, targetOf } from "./outline.ts";

/** How often a step looks whether a message that somebody else is sending has arrived. */
const LOOK_MS = 500;

/**
 * Sends a step's message, which is kept before it goes out: what a later attempt sends is the same message, under the same
 * id. One that has arrived is not sent again; while a person sends it again, its outcome is waited for.
 * @throws StepError where it has not arrived: `transient` where another attempt may help
 */
export async function deliver(
  {
    db,
    secret,
    redactor,
    signal,
  }: {
    db: Database;
    secret: (name: string) => Promise<string>;
    redactor: Redactor;
    signal: AbortSignal;
  },
  step: StepKey & { workspaceId: string },
  message: OutgoingMessage,
): Promise<DeliveryFacts> {
  const lasting = <T>(call: () => Promise<T>) => outlast(signal, call);
  let kept = await lasting(() => keep(db, step, message));
  while (!kept) {
    await sleep(LOOK_MS, undefined, { signal });
    kept = await lasting(() => keep(db, step, message));
  }
  if (kept.status === "sent") return factsOf(kept);
  const tried = await attempt(kept, { db, secret, redactor, signal, lasting, by: null });
  signal.throwIfAborted();
  if (tried.kept.status !== "sent") throw tried.error;
  return factsOf(tried.kept);
}

/** Keeps the message and claims the sending of it; null while another attempt at it is under way. */
async function keep(
  db: Database,
  { runId, node, item, workspaceId }: StepKey & { workspaceId: string },
  message: OutgoingMessage,
): Promise<KeptMessage | null> {
  const [kept] = await db.execute<KeptMessage>(sql`
    insert into notification (id, workspace_id, run_id, node, item, channel, target, subject, body, message, sending_since)
    values (${newId("msg")}, ${workspaceId}, ${runId}, ${node}, ${item}, ${message.channel}, ${targetOf(message)},
      ${subjectOf(message)}, ${message.body}, ${JSON.stringify(message)}::jsonb, now())
    on conflict (run_id, node, item) do update
      set sending_since = case when notification.status = 'sent' then notification.sending_since else now() end
      where notification.status = 'sent' or ${NOT_BEING_SENT}
    returning ${KEPT}
  `);
  return kept ?? null;
}

function factsOf(kept: KeptMessage): DeliveryFacts {
  const { id, channel, target, subject, attempts, sentAt } = kept;
  const refused = refusedOf(kept);
  return { id, channel, target, subject, attempts: attempts.length, refused, sentAt: sentAt! };
}
