import { sql } from "drizzle-orm";
import type { ReviewFunction } from "../../db/schema/auth.ts";
import type { Ctx } from "../context.ts";
import type { Person } from "../person.ts";
import { builtIn } from "../policies/policy-for.ts";
import type { Stage } from "../policies/policy.ts";
import { mayDecide, mayDecideStage } from "../reviews/may-decide.ts";
import { peopleOf } from "../reviews/people.ts";
import type { ReviewStatus } from "../reviews/list.ts";
import { stagesOf, type Outcome } from "../reviews/stages.ts";

interface Facts extends Record<string, unknown> {
  id: string;
  status: ReviewStatus;
  stage: number;
  stages: Stage[] | null;
  authorId: string;
  startedById: string;
  makers: string[];
  decisions: { outcome: Outcome; stage: string; by: Person }[];
  delegations: { stage: string; from: Person; to: Person }[];
}

/** How a review in the queue stands, for who reads it. */
interface QueueStanding {
  /** The stage at work, counted from 1; null when the review is closed. */
  stage: { number: number; of: number; title: string; function: ReviewFunction | null } | null;
  /** Who may take the next decision. */
  waitsFor: Person[];
  /** Why nobody can complete the stage; null when somebody can. */
  problem: string | null;
  canDecide: boolean;
  why: string | null;
}

/** How the reviews with these ids stand, by id. */
export async function queueStandings(
  { db, actor }: Ctx,
  ids: string[],
): Promise<Map<string, QueueStanding>> {
  if (ids.length === 0) return new Map();
  const person = (alias: string) =>
    sql.raw(`jsonb_build_object('id', ${alias}.id, 'name', ${alias}.name)`);
  const [rows, people] = await Promise.all([
    db.execute<Facts>(sql`
      select v.id, v.status, v.stage, v.evidence #> '{policy,document,stages}' as stages,
        v.author as "authorId", v.started_by as "startedById", v.makers,
        coalesce((select jsonb_agg(jsonb_build_object('outcome', d.outcome, 'stage', d.stage, 'by', ${person("u")}) order by d.decided_at)
          from review_decision d join "user" u on u.id = d.user_id where d.review_id = v.id and d.round = v.round), '[]') as decisions,
        coalesce((select jsonb_agg(jsonb_build_object('stage', g.stage, 'from', ${person("f")}, 'to', ${person("t")}) order by g.created_at)
          from review_delegation g join "user" f on f.id = g.from_user join "user" t on t.id = g.to_user
          where g.review_id = v.id and g.round = v.round), '[]') as delegations
      from review v
      where v.workspace_id = ${actor.workspaceId} and v.id in ${ids}
    `),
    peopleOf(db, actor.workspaceId),
  ]);
  return new Map(
    rows.map((row) => {
      const stages = stagesOf({
        ...row,
        stages: row.stages ?? builtIn("unassessed").document.stages,
        people,
      });
      const current = stages.find(({ state }) => state === "current");
      const general = mayDecide(actor, row);
      const { canDecide, why } = general.canDecide ? mayDecideStage(actor, stages) : general;
      return [
        row.id,
        {
          stage: current
            ? {
                number: row.stage + 1,
                of: stages.length,
                title: current.title,
                function: current.function,
              }
            : null,
          waitsFor: current?.mayDecide.map(({ id, name }) => ({ id, name })) ?? [],
          problem: current?.problem ?? null,
          canDecide,
          why,
        },
      ];
    }),
  );
}
