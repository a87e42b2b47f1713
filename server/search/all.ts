import { sql, type SQL } from "drizzle-orm";
import type { z } from "zod";
import { authorize, type Ctx } from "../context.ts";
import { iso } from "../iso.ts";
import { patternsOf, type Patterns } from "./patterns.ts";
import type { searchInput } from "./schemas.ts";

/** Of one kind so many at most, so that none crowds out the others. */
const OF_A_KIND = 8;
/** The newest runs, whose ids are also found by their end, as the canvas shows them. */
const NEWEST_RUNS = 3_000;
/** Names of runs that no pipeline has, of documents that were run from a file. */
const OTHER_NAMES = 300;

interface Found extends Record<string, unknown> {
  type: "pipeline" | "run" | "dataset" | "model" | "deployment" | "review";
  /** The name in its address: an id, or the name itself. */
  id: string;
  label: string;
  /** What tells it from others of the same label. */
  detail: string | null;
  status: string | null;
  at: string;
}

/** What in the workspace has a name or id like the text: exact first, then by how it begins, then newest. */
export async function all(
  ctx: Ctx,
  { text, limit }: z.output<typeof searchInput>,
): Promise<{ items: Found[] }> {
  authorize(ctx, "workspace.read");
  const { workspaceId, userId } = ctx.actor;
  const patterns = patternsOf(text);
  const ranked = (name: SQL, more: SQL = sql`''`) => rank(patterns, name, more);
  const kinds = [
    sql`select 'pipeline' as type, p.name as id, coalesce(title, p.name) as label, p.name as detail, null as status,
          p.updated_at as at, ${ranked(sql`p.name`, sql`title`)} as rank
        from pipeline p
        left join pipeline_draft d on d.pipeline_id = p.id and d.user_id = ${userId}
        left join lateral (select document from pipeline_version where pipeline_id = p.id order by number desc limit 1) v on true
        cross join lateral (select coalesce(d.document, v.document) ->> 'title' as title) t
        where p.workspace_id = ${workspaceId} and p.archived_at is null`,
    sql`select 'dataset', name, name, nullif(left(description, 120), ''), null, created_at, ${ranked(sql`name`)}
        from dataset where workspace_id = ${workspaceId}`,
    sql`select 'model', name, name, nullif(left(description, 120), ''), null, created_at, ${ranked(sql`name`)}
        from model where workspace_id = ${workspaceId}`,
    sql`select 'deployment', name, name, null, null, updated_at, ${ranked(sql`name`)}
        from deployment where workspace_id = ${workspaceId}`,
    sql`select 'review', v.id, v.title, m.name || ' version ' || mv.number, v.status, v.opened_at,
          ${ranked(sql`v.title`, sql`m.name`)}
        from review v join model_version mv on mv.id = v.model_version_id join model m on m.id = mv.model_id
        where v.workspace_id = ${workspaceId}`,
    runs(workspaceId, patterns),
  ];
  const best = kinds.map(
    (kind) =>
      sql`(select * from (${kind}) k(type, id, label, detail, status, at, rank)
           where rank is not null order by rank, at desc limit ${OF_A_KIND})`,
  );
  const rows = await ctx.db.execute<Found & { rank: number }>(sql`
    select type, id, label, detail, status, ${iso("at")} as at, rank
    from (${sql.join(best, sql` union all `)}) found
    order by rank, found.at desc limit ${limit}`);
  return { items: rows.map(({ rank: _rank, ...found }) => found) };
}

/** 0 for the name itself, up to 5 for one that has the letters in their order; null for one that is not meant. */
function rank(
  { exact, begins, word, contains, words, letters }: Patterns,
  name: SQL,
  more: SQL,
): SQL {
  const lower = sql`lower(${name})`;
  const title = sql`lower(coalesce(${more}, ''))`;
  const spaced = sql`' ' || translate(${lower}, '-_./', '    ') || '  ' || ${title}`;
  return sql`case
    when ${exact} in (${lower}, ${title}) then 0
    when ${lower} like ${begins} or ${title} like ${begins} then 1
    when ${spaced} like ${word} then 2
    when ${lower} like ${contains} or ${title} like ${contains} then 3
    when ${spaced} like all(array[${sql.join(
      words.map((one) => sql`${one}`),
      sql`, `,
    )}]::text[]) then 4
    when length(${exact}) > 1 and (${lower} like ${letters} or ${title} like ${letters}) then 5 end`;
}

/** Runs by the beginning of their id, by its end when they are new, and the newest of those that are called so. */
function runs(workspaceId: string, patterns: Patterns): SQL {
  const { exact } = patterns;
  const id = /^(run_)?[0-9a-z]*$/.test(exact) ? exact.replace(/^(?!run_)/, "run_") : null;
  const columns = sql`r.id, r.name, r.status, r.created_at`;
  const byName = sql`
    with recursive names as (
      (select name, 1 as n from run where workspace_id = ${workspaceId} order by name limit 1)
      union all
      select (select name from run where workspace_id = ${workspaceId} and name > names.name order by name limit 1), n + 1
      from names where names.name is not null and n < ${OTHER_NAMES}
    ), called as (
      select name, ${rank(patterns, sql`name`, sql`''`)} as rank from (
        select name from names where name is not null
        union select name from pipeline where workspace_id = ${workspaceId}
      ) n
    ), meant as (select name, rank from called where rank is not null order by rank, name limit ${OF_A_KIND})
    select newest.id, newest.name, newest.status, newest.created_at, rank from meant
    cross join lateral (
      select ${columns} from run r where r.workspace_id = ${workspaceId} and r.name = meant.name
      order by r.created_at desc, r.id desc limit 3
    ) newest`;
  // Ids are compared within bounds rather than by LIKE: any index on them serves, whatever the parameters.
  const byId =
    id === null
      ? sql``
      : sql`union all (
          select ${columns}, case when r.id = ${id} then 0 else 1 end from run r
          where r.workspace_id = ${workspaceId} and r.id >= ${id} and r.id <= ${`${id}zzzzzzzzzzzzzzzz`}
            and starts_with(r.id, ${id}) and length(${exact}) > 2
          order by r.id limit ${OF_A_KIND})
        union all (
          select id, name, status, created_at, 1 from (
            select ${columns} from run r where r.workspace_id = ${workspaceId}
            order by r.created_at desc, r.id desc limit ${NEWEST_RUNS}
          ) newest where id like ${`%${exact}`} and length(${exact}) > 3 limit ${OF_A_KIND})`;
  return sql`select distinct on (id) 'run', id, name, id, status, created_at, rank
    from (select * from (${byName}) b ${byId}) r(id, name, status, created_at, rank)
    order by id, rank`;
}
