import { sql } from "drizzle-orm";
import type { Database, Transaction } from "../../db/client.ts";
import type { Tier } from "../../db/schema/tiers.ts";
import type { JsonObject } from "../../workflows/core/json.ts";
import type { VersionStatus } from "../../workflows/core/step-context.ts";
import { iso } from "../iso.ts";
import { changesRequested } from "../models/approval-facts.ts";
import type { Person } from "../person.ts";
import type { ReviewStatus } from "./list.ts";
import type { EvidencePack } from "./pack.ts";
import { peopleOf, type ReviewPerson } from "./people.ts";
import { readPack } from "./read-pack.ts";
import { signatureProblem, type Statement } from "./signature.ts";
import { stagesOf, type Outcome, type StageStanding } from "./stages.ts";
import { noReview } from "./find.ts";

export interface ReviewDecision {
  id: string;
  outcome: Outcome;
  round: number;
  /** The id of the policy's stage. */
  stage: string;
  comment: string;
  by: Person;
  onBehalfOf: Person | null;
  function: string | null;
  /** ISO 8601. */
  at: string;
  packHash: string;
  method: "password" | "totp" | "local";
  /** What the signature means; null of a decision from before signatures. */
  meaning: string | null;
  statement: JsonObject;
  /** Ed25519, base 64. */
  signature: string;
  /** Why the signature does not hold, as a sentence; null when it does. */
  signatureProblem: string | null;
}

interface ReviewDelegation {
  id: string;
  round: number;
  stage: string;
  from: Person;
  to: Person;
  why: string;
  at: string;
}

interface ReviewRow {
  id: string;
  workspaceId: string;
  kind: "first" | "re-review";
  status: ReviewStatus;
  node: string | null;
  tier: Tier;
  round: number;
  /** The index of the stage that is at work. */
  stage: number;
  stageSince: string;
  dueAt: string | null;
  escalatedAt: string | null;
  priority: "low" | "normal" | "high";
  evidence: JsonObject;
  packHash: string;
  openedAt: string;
  decidedAt: string | null;
  previousId: string | null;
  author: Person;
  startedBy: Person;
  makers: string[];
  /** Makers who are neither. */
  otherMakers: Person[];
  openedBy: Person | null;
  assignee: Person | null;
  versionId: string;
  modelId: string;
  versionStatus: VersionStatus;
  versionChangesRequested: boolean;
  approvedUntil: string | null;
  run: { id: string; name: string; status: string; createdAt: string; workflowId: string };
  decisions: Omit<ReviewDecision, "meaning" | "signatureProblem">[];
  delegations: ReviewDelegation[];
}

export type StageOfReview = StageStanding<ReviewDecision, ReviewDelegation>;

/** A review with all that was decided in it. */
export interface ReviewRecord extends Omit<ReviewRow, "decisions" | "evidence"> {
  pack: EvidencePack;
  /** Of all rounds. */
  decisions: ReviewDecision[];
  /** Of this round. */
  stages: StageOfReview[];
  people: ReviewPerson[];
}

const person = (alias: string) =>
  sql.raw(
    `case when ${alias}.id is not null then jsonb_build_object('id', ${alias}.id, 'name', ${alias}.name) end`,
  );

/**
 * Reads a review of the workspace and works out how its stages stand. A decision whose signature does not hold does not
 * count.
 * @throws PenstockError `not-found`
 */
export async function readReview(
  db: Database | Transaction,
  workspaceId: string,
  id: string,
): Promise<ReviewRecord> {
  const rows = await db.execute(sql`
    select v.id, v.workspace_id as "workspaceId", v.kind, v.status, v.node, v.tier, v.round, v.stage, v.priority, v.evidence, v.pack_hash as "packHash",
      v.previous_id as "previousId", v.model_version_id as "versionId", mv.model_id as "modelId", mv.status as "versionStatus",
      (select ${changesRequested} from model_version v where v.id = mv.id) as "versionChangesRequested",
      ${iso("v.stage_since")} as "stageSince", ${iso("v.due_at")} as "dueAt", ${iso("v.escalated_at")} as "escalatedAt",
      ${iso("v.opened_at")} as "openedAt", ${iso("v.decided_at")} as "decidedAt", ${iso("mv.approved_until")} as "approvedUntil",
      ${person("a")} as author, ${person("s")} as "startedBy", v.makers, ${person("o")} as "openedBy",
      coalesce((select jsonb_agg(${person("u")} order by u.name) from "user" u
        where u.id = any(v.makers) and u.id not in (v.author, v.started_by)), '[]') as "otherMakers",
      ${person("g")} as assignee,
      jsonb_build_object('id', r.id, 'name', r.name, 'status', r.status, 'createdAt', ${iso("r.created_at")}, 'workflowId', r.workflow_id) as run,
      coalesce((select jsonb_agg(jsonb_build_object('id', d.id, 'outcome', d.outcome, 'round', d.round, 'stage', d.stage,
        'comment', d.comment, 'by', ${person("u")}, 'onBehalfOf', ${person("b")}, 'function', d.function, 'at', ${iso("d.decided_at")},
        'packHash', d.pack_hash, 'method', d.method, 'statement', d.statement, 'signature', d.signature) order by d.decided_at, d.id)
        from review_decision d join "user" u on u.id = d.user_id left join "user" b on b.id = d.on_behalf_of
        where d.review_id = v.id), '[]') as decisions,
      coalesce((select jsonb_agg(jsonb_build_object('id', d.id, 'round', d.round, 'stage', d.stage, 'from', ${person("f")},
        'to', ${person("u")}, 'why', d.why, 'at', ${iso("d.created_at")}) order by d.created_at, d.id)
        from review_delegation d join "user" f on f.id = d.from_user join "user" u on u.id = d.to_user
        where d.review_id = v.id), '[]') as delegations
    from review v
    join model_version mv on mv.id = v.model_version_id
    join run r on r.id = v.run_id
    join "user" a on a.id = v.author
    join "user" s on s.id = v.started_by
    left join "user" o on o.id = v.opened_by
    left join "user" g on g.id = v.assignee
    where v.id = ${id} and v.workspace_id = ${workspaceId}
  `);
  const row = rows[0] as ReviewRow | undefined;
  if (!row) throw noReview(id);
  const { evidence, ...review } = row;
  const pack = readPack(evidence);
  const decisions = row.decisions.map((decision): ReviewDecision => ({
    ...decision,
    meaning: (decision.statement as Partial<Statement>).meaning ?? null,
    signatureProblem: signatureProblem({ ...decision, review: id, userId: decision.by.id }),
  }));
  const people = await peopleOf(db, workspaceId);
  const stages = stagesOf({
    status: row.status,
    stage: row.stage,
    stages: pack.policy.document.stages,
    authorId: row.author.id,
    startedById: row.startedBy.id,
    makers: row.makers,
    people,
    decisions: decisions.filter(
      ({ round, signatureProblem: problem, signature }) =>
        round === row.round && (problem === null || (signature === "" && row.status !== "open")),
    ),
    delegations: row.delegations.filter(({ round }) => round === row.round),
  });
  return { ...review, pack, decisions, stages, people };
}
