import { sql } from "drizzle-orm";
import type { z } from "zod";
import type { NotificationStatus } from "../../db/schema/notification-statuses.ts";
import type { OutgoingMessage } from "../../workflows/core/outgoing-message.ts";
import { authorize, type Ctx } from "../context.ts";
import { iso } from "../iso.ts";
import type { listInput } from "./schemas.ts";
import { STEP_TITLE } from "./step-title.ts";

interface Row extends Record<string, unknown> {
  id: string;
  status: NotificationStatus;
  channel: OutgoingMessage["channel"];
  /** Without credentials. */
  target: string;
  subject: string;
  run: { id: string; pipeline: string };
  /** The title of the step that sent it. */
  step: string;
  /** Of a map; empty outside of one. */
  item: string;
  attempts: number;
  /** Of the last attempt. */
  error: string | null;
  createdAt: string;
  sentAt: string | null;
}

/** Messages that steps sent, newest first, a page at a time. */
export async function list(ctx: Ctx, { status, limit, cursor }: z.output<typeof listInput>) {
  authorize(ctx, "workspace.read");
  const [at = "", key = ""] = (cursor ?? "").split("|");
  const after = Number.isNaN(Date.parse(at))
    ? sql`true`
    : sql`(n.created_at, n.id) < (${at}::timestamptz, ${key})`;
  const rows = await ctx.db.execute<Row & { mark: string }>(sql`
    select n.id, n.status, n.channel, n.target, n.subject, jsonb_build_object('id', r.id, 'pipeline', r.name) as run,
      ${STEP_TITLE} as step, n.item,
      jsonb_array_length(n.attempts) as attempts, n.attempts -> -1 ->> 'error' as error,
      ${iso("n.created_at")} as "createdAt", to_jsonb(n.created_at) #>> '{}' as mark, ${iso("n.sent_at")} as "sentAt"
    from notification n join run r on r.id = n.run_id
    where n.workspace_id = ${ctx.actor.workspaceId} and ${after}
      and ${status === undefined ? sql`true` : sql`n.status = ${status}`}
    order by n.created_at desc, n.id desc limit ${limit + 1}
  `);
  const items = rows.slice(0, limit).map(({ mark: _mark, ...row }) => row);
  const last = rows[limit - 1];
  return { items, nextCursor: rows.length > limit && last ? `${last.mark}|${last.id}` : null };
}
