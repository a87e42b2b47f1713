import { randomUUID } from "node:crypto";
import { sql } from "drizzle-orm";
import type { Sql } from "../../db/client.ts";
import { authorize, type Ctx } from "../context.ts";
import { iso } from "../iso.ts";
import { findPipeline } from "./find.ts";
import { enter, GONE_AFTER_S, leave, TAB } from "./presence.ts";
import { CHANNEL, type Kept, type Told } from "./tell.ts";

/** How often it is looked without a notification: for who has gone without a word, in milliseconds. */
const LOOK_EVERY_MS = 10_000;

interface Person {
  id: string;
  name: string;
}

/** Who has a pipeline open, whose drafts there are and how far they are, what was published last, and whether it is archived. */
export interface PipelineNow {
  people: { tab: string; user: Person; node: string | null }[];
  drafts: { user: Person; revision: number; baseVersion: number | null; savedAt: string }[];
  version: { number: number; note: string; author: Person } | null;
  archived: boolean;
}

export type LiveWord = { type: "now"; now: PipelineNow } | { type: "kept"; kept: Kept };

/**
 * What is new about a pipeline, at once and for as long as somebody listens; the listener counts as present meanwhile. All
 * there is to know comes with every word: who was away has missed nothing.
 */
export async function* live(
  ctx: Ctx,
  { name, tab }: { name: string; tab: string },
  signal: AbortSignal | undefined,
): AsyncGenerator<LiveWord> {
  authorize(ctx, "workspace.read");
  const { id } = await findPipeline(ctx, name);
  const kept: Kept[] = [];
  let news = true;
  let wake = () => {};
  const poke = () => {
    news = true;
    wake();
  };
  signal?.addEventListener("abort", poke, { once: true });
  const listening = await (ctx.db.$client as Sql).listen(
    CHANNEL,
    (payload) => {
      const told = JSON.parse(payload) as Told;
      if (told.pipelineId !== id) return;
      if (told.kept?.to === ctx.actor.userId) kept.push(told.kept);
      poke();
    },
    poke,
  );
  const connection = randomUUID();
  try {
    await enter(ctx, id, tab, { connection });
    let said = "";
    for (;;) {
      if (signal?.aborted) return;
      news = false;
      for (const one of kept.splice(0)) yield { type: "kept", kept: one };
      const now = await look(ctx, id);
      const text = JSON.stringify(now);
      if (text !== said) yield { type: "now", now };
      said = text;
      if (!news)
        await new Promise<void>((resolve) => {
          const timer = setTimeout(resolve, LOOK_EVERY_MS);
          wake = () => {
            clearTimeout(timer);
            resolve();
          };
        });
    }
  } finally {
    signal?.removeEventListener("abort", poke);
    await listening.unlisten().catch(() => undefined);
    await leave(ctx, id, tab, connection);
  }
}

async function look({ db }: Ctx, pipelineId: string): Promise<PipelineNow> {
  const [now] = await db.execute<PipelineNow & Record<string, unknown>>(sql`
    select
      (select coalesce(jsonb_agg(jsonb_build_object('tab', tab, 'node', node, 'user', jsonb_build_object('id', u.id, 'name', u.name)) order by u.name, tab), '[]')
        from (
          select distinct on (user_id, ${TAB}) user_id, ${TAB} as tab, node from pipeline_presence
          where pipeline_id = ${pipelineId} and seen_at > now() - make_interval(secs => ${GONE_AFTER_S})
          order by user_id, ${TAB}, seen_at desc
        ) p join "user" u on u.id = p.user_id) as people,
      (select coalesce(jsonb_agg(jsonb_build_object('revision', revision, 'baseVersion', base_version, 'savedAt', ${iso("d.updated_at")}, 'user', jsonb_build_object('id', u.id, 'name', u.name)) order by d.updated_at desc), '[]')
        from pipeline_draft d join "user" u on u.id = d.user_id
        where d.pipeline_id = ${pipelineId}) as drafts,
      (select jsonb_build_object('number', number, 'note', note, 'author', jsonb_build_object('id', u.id, 'name', u.name))
        from pipeline_version v join "user" u on u.id = v.created_by
        where v.pipeline_id = ${pipelineId} order by number desc limit 1) as version,
      (select archived_at is not null from pipeline where id = ${pipelineId}) as archived
  `);
  return now!;
}
