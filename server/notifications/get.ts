import { sql } from "drizzle-orm";
import type { NotificationStatus } from "../../db/schema/notification-statuses.ts";
import type { DeliveryAttempt } from "../../db/schema/notifications.ts";
import type { OutgoingMessage } from "../../workflows/core/outgoing-message.ts";
import { authorize, type Ctx } from "../context.ts";
import { PenstockError } from "../errors.ts";
import { iso } from "../iso.ts";
import { STEP_TITLE } from "./step-title.ts";

interface Row extends Record<string, unknown> {
  id: string;
  status: NotificationStatus;
  channel: OutgoingMessage["channel"];
  /** Without credentials. */
  target: string;
  subject: string;
  body: string;
  /** A run that is over sends nothing any more. */
  run: { id: string; pipeline: string; over: boolean };
  /** The title of the step that sent it. */
  step: string;
  node: string;
  item: string;
  attempts: DeliveryAttempt[];
  createdAt: string;
  /** Since when an attempt is under way. */
  sendingSince: string | null;
  sentAt: string | null;
}

/** A message with its text and every attempt at sending it. */
export async function get(ctx: Ctx, { id }: { id: string }): Promise<Row> {
  authorize(ctx, "workspace.read");
  const [found] = await ctx.db.execute<Row>(sql`
    select n.id, n.status, n.channel, n.target, n.subject, n.body,
      jsonb_build_object('id', r.id, 'pipeline', r.name, 'over', r.finished_at is not null) as run, ${STEP_TITLE} as step, n.node, n.item, n.attempts,
      ${iso("n.created_at")} as "createdAt", ${iso("n.sending_since")} as "sendingSince",
      ${iso("n.sent_at")} as "sentAt"
    from notification n join run r on r.id = n.run_id
    where n.id = ${id} and n.workspace_id = ${ctx.actor.workspaceId}
  `);
  if (!found)
    throw new PenstockError(
      "not-found",
      `There is no message '${id}' in this workspace: see those there are under Deliveries, or with 'penstock notifications list'.`,
    );
  return found;
}
