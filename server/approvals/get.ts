import { sql } from "drizzle-orm";
import type { SUSPENSION_CAUSES } from "../../db/schema/governance.ts";
import type { Severity } from "../../db/schema/severities.ts";
import type { VersionStatus } from "../../workflows/core/step-context.ts";
import { authorize, type Ctx } from "../context.ts";
import { iso } from "../iso.ts";
import type { Person } from "../person.ts";
import { EVIDENCE_KINDS } from "../policies/evidence-kinds.ts";
import { approvalPolicy, waivable } from "./last-approval.ts";
import { openSuspensions } from "./lift.ts";
import { unsettled } from "./settled.ts";
import { findVersion, type VersionName } from "./version.ts";
import { waivedFinding, type WaivedFinding } from "./waivers-of.ts";
import { lastReview } from "../models/approval-facts.ts";

interface Row extends Record<string, unknown> {
  review: {
    id: string;
    decidedAt: string;
    deciders: (Person & { stage: string; at: string })[];
  } | null;
  /** Who sent it back in its last review, and what they wrote; null when nobody has, or it was submitted again. */
  changesRequested: {
    reviewId: string;
    by: Person | null;
    at: string;
    comment: string | null;
  } | null;
  openReview: { id: string; kind: "first" | "re-review" } | null;
  reReview: { why: string; dueAt: string | null } | null;
  conditions: {
    id: string;
    number: number;
    title: string;
    remedy: string;
    severity: Severity;
    owner: Person;
    dueAt: string | null;
    closedAt: string | null;
    isOverdue: boolean;
    reviewId: string;
  }[];
  waivers: {
    id: string;
    scope: string;
    finding: WaivedFinding | null;
    reason: string;
    requestedBy: Person;
    approvedBy: Person | null;
    state: "waiting" | "granted" | "refused" | "revoked" | "ended";
    expiresAt: string;
  }[];
  past: {
    id: string;
    reason: string;
    suspendedAt: string;
    liftedAt: string;
    liftedBy: Person | null;
    liftedWhy: string | null;
  }[];
  events: {
    id: string;
    type: "incident" | "alarm";
    severity: Severity;
    signal: string | null;
    value: number | null;
    text: string;
    by: Person;
    at: string;
  }[];
  aliases: { alias: string; by: Person; at: string }[];
}

interface SuspensionRow {
  id: string;
  cause: (typeof SUSPENSION_CAUSES)[number];
  reason: string;
  by: string | null;
  at: Date;
  /** What has to happen before it may be lifted; null when it may be. */
  todo: string | null;
}

const person = (id: string) =>
  sql.raw(
    `(select jsonb_build_object('id', u.id, 'name', u.name) from "user" u where u.id = ${id})`,
  );

/** How the approval of a version stands: until when, on which conditions, what suspends it and what to do about that. */
export async function get(ctx: Ctx, input: VersionName, now = new Date()) {
  authorize(ctx, "workspace.read");
  return ctx.db.transaction(async (tx) => {
    const version = await findVersion(tx, ctx.actor.workspaceId, input);
    const [row] = await tx.execute<Row>(facts(version.id, now));
    const suspensions: SuspensionRow[] = [];
    for (const one of await openSuspensions(tx, version.id))
      suspensions.push({
        id: one.id,
        cause: one.cause,
        reason: one.reason,
        by: one.suspendedBy,
        at: one.suspendedAt,
        todo: await unsettled(tx, version, one, now),
      });
    const policy = await approvalPolicy(tx, version);
    return {
      status: version.status as VersionStatus,
      approvedUntil: version.approvedUntil,
      onSuspension: version.onSuspension,
      unapproved: version.unapproved,
      /** Whose own work the version is: they neither lift nor grant. */
      makers: version.makers,
      suspensions,
      suspendAt: policy.alarms.suspendAt,
      /** What may be waived. */
      requirements: (await waivable(tx, version, policy)).map(({ id, kind, title }) => ({
        id,
        title: title ?? EVIDENCE_KINDS[kind].title,
      })),
      ...row!,
    };
  });
}

function facts(id: string, now: Date) {
  const at = now.toISOString();
  return sql`
    select
      (select jsonb_build_object('id', r.id, 'decidedAt', ${iso("r.decided_at")}, 'deciders', coalesce((
          select jsonb_agg(jsonb_build_object('id', u.id, 'name', u.name, 'stage', d.stage, 'at', ${iso("d.decided_at")}) order by d.decided_at)
          from review_decision d join "user" u on u.id = d.user_id
          where d.review_id = r.id and d.round = r.round and d.outcome = 'approved'), '[]'))
        from review r where r.model_version_id = v.id and r.status = 'approved' order by r.decided_at desc limit 1) as review,
      (select jsonb_build_object('reviewId', r.id, 'by', ${person("d.user_id")}, 'at', ${iso("r.decided_at")}, 'comment', d.comment)
        from ${lastReview} r
        left join lateral (select user_id, comment from review_decision
          where review_id = r.id and outcome = 'changes-requested' order by decided_at desc limit 1) d on true
        where r.status = 'changes-requested' and v.status = 'pending') as "changesRequested",
      (select jsonb_build_object('id', r.id, 'kind', r.kind) from review r
        where r.model_version_id = v.id and r.status = 'open' limit 1) as "openReview",
      (select jsonb_build_object('why', a.why, 'dueAt', ${iso("a.due_at")}) from re_review a
        where a.model_version_id = v.id and v.status in ('approved', 'suspended')
          and a.asked_at > (select max(r.decided_at) from review r where r.model_version_id = v.id and r.status = 'approved')
        order by a.id desc limit 1) as "reReview",
      coalesce((select jsonb_agg(jsonb_build_object('id', f.id, 'number', f.number, 'title', f.title, 'remedy', f.remedy,
          'severity', f.severity, 'owner', ${person("f.owner")}, 'dueAt', ${iso("f.due_at")}, 'closedAt', ${iso("f.closed_at")},
          'isOverdue', f.closed_at is null and coalesce(f.due_at <= ${at}::timestamptz, false), 'reviewId', f.review_id) order by f.closed_at is not null, f.due_at, f.id)
        from finding f where f.model_version_id = v.id and f.condition), '[]') as conditions,
      coalesce((select jsonb_agg(jsonb_build_object('id', w.id, 'scope', w.scope, 'finding', ${waivedFinding(sql`w.scope`)}, 'reason', w.reason,
          'requestedBy', ${person("w.requested_by")}, 'approvedBy', ${person("w.approved_by")}, 'expiresAt', ${iso("w.expires_at")},
          'state', case when w.refused_at is not null then 'refused' when w.revoked_at is not null then 'revoked'
            when w.expires_at <= ${at}::timestamptz then 'ended' when w.approved_at is not null then 'granted' else 'waiting' end)
          order by w.requested_at desc)
        from waiver w where w.model_version_id = v.id), '[]') as waivers,
      coalesce((select jsonb_agg(jsonb_build_object('id', s.id, 'reason', s.reason, 'suspendedAt', ${iso("s.suspended_at")},
          'liftedAt', ${iso("s.lifted_at")}, 'liftedBy', ${person("s.lifted_by")}, 'liftedWhy', s.lifted_why) order by s.lifted_at desc)
        from suspension s where s.model_version_id = v.id and s.lifted_at is not null), '[]') as past,
      coalesce((select jsonb_agg(to_jsonb(e) || jsonb_build_object('at', ${iso("e.at")}) order by e.at desc) from (
          select e.id, e.type, e.severity, e.signal, e.value, e.text, ${person("e.reported_by")} as by, e.at
          from model_event e where e.model_version_id = v.id order by e.at desc limit 20) e), '[]') as events,
      coalesce((select jsonb_agg(jsonb_build_object('alias', a.alias, 'by', ${person("a.set_by")}, 'at', ${iso("a.set_at")}) order by a.alias)
        from model_alias a where a.model_version_id = v.id), '[]') as aliases
    from model_version v join model m on m.id = v.model_id where v.id = ${id}`;
}
