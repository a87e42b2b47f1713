import { sql, type SQL } from "drizzle-orm";
import type { Ctx } from "../context.ts";
import { peopleOf } from "../reviews/people.ts";
import { can } from "../rights.ts";

/** SQL: whether a review (`v`) waits for a decision that the reader may take, by the rules of `stagesOf`. */
export async function waitsForMe({ db, actor }: Ctx): Promise<SQL> {
  if (!can(actor.role, "reviews.decide")) return sql`false`;
  const me = actor.userId;
  const people = await peopleOf(db, actor.workspaceId);
  const functions = people.find(({ id }) => id === me)?.functions ?? [];
  const stands = functions.length > 0 ? sql`v.stage_function in ${functions}` : sql`false`;
  return sql`v.status = 'open' and ${me} <> all (v.makers)
    and not exists (select 1 from review_decision d where d.review_id = v.id and d.round = v.round and d.user_id = ${me})
    and coalesce((select g.to_user = ${me} from review_delegation g
        where g.review_id = v.id and g.round = v.round and g.stage = v.stage_id and ${me} in (g.from_user, g.to_user)
        order by g.created_at desc, g.id desc limit 1),
      v.stage_function is null or ${stands})`;
}
