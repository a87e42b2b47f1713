import { sql } from "drizzle-orm";
import { calendar } from "../../server/desk/calendar.ts";
import { counts } from "../../server/desk/counts.ts";
import { figures } from "../../server/desk/figures.ts";
import { list } from "../../server/reviews/list.ts";
import { contextOf } from "../support/context.ts";
import { freshWorkspace } from "../support/factories.ts";
import { startTestDatabase } from "../support/postgres.ts";
import { openedReview } from "../support/registry.ts";
import { machine, type BenchCase, type BenchResult } from "./result.ts";
import { timed } from "./timed.ts";

const REVIEWS = 5_000;
const LIMIT_MS = 150;

/**
 * The reviewers' desk with many reviews, half of them open, timed at the verbs that the API calls.
 * @param only cases whose name has this in it
 */
export async function run(only = "", rounds?: number): Promise<BenchResult> {
  const { db } = await startTestDatabase();
  const people = await freshWorkspace(db);
  const { review } = await openedReview(db, people);
  // As the owner of the tables may: the guards would want a signature under each copied decision.
  await db.execute(sql`alter table review_decision disable trigger user`);
  await db.execute(sql`alter table review disable trigger user`);
  // Copies of a real review, on packs as large as those of a real model.
  await db.execute(sql`
    insert into review (id, workspace_id, model_version_id, run_id, node, status, title, evidence, pack_hash, author,
      started_by, makers, tier, priority, due_at, opened_at)
    select 'rev_bench' || i, workspace_id, model_version_id, run_id, null, 'open', 'Model ' || i,
      evidence || jsonb_build_object('text', (select string_agg(md5((i * n)::text), '') from generate_series(1, 300) n)),
      pack_hash, author, started_by, makers, (array['unassessed', 'low', 'medium', 'high'])[1 + i % 4],
      (array['low', 'normal', 'normal', 'high'])[1 + i % 4], now() + (i - 2500) * interval '1 hour', now() - i * interval '1 hour'
    from review, generate_series(1, ${REVIEWS}::int) i where id = ${review.reviewId}
  `);
  await db.execute(sql`
    insert into review_decision (id, review_id, user_id, outcome, comment, pack_hash)
    select 'dec_bench' || id, id, ${people.reviewer.userId}, 'approved', 'Good enough.', pack_hash
    from review where id like 'rev_bench%' and substring(id from 10)::int % 2 = 0
  `);
  await db.execute(sql`
    update review set status = 'approved', decided_at = opened_at + interval '30 minutes'
    where id like 'rev_bench%' and substring(id from 10)::int % 2 = 0
  `);
  await db.execute(sql`analyze review, review_decision`);
  const ctx = contextOf(db, people.reviewer);
  const page = { limit: 50, status: "open" as const };
  const { nextCursor } = await list(ctx, { ...page, waitingFor: "me", sort: "due" });
  const asked: [string, () => Promise<unknown>][] = [
    ["first page for me, due first", () => list(ctx, { ...page, waitingFor: "me", sort: "due" })],
    ["next page", () => list(ctx, { ...page, waitingFor: "me", sort: "due", cursor: nextCursor })],
    ["for others", () => list(ctx, { ...page, waitingFor: "others" })],
    ["of one tier, overdue", () => list(ctx, { ...page, tier: "high", overdue: true })],
    ["found by a word", () => list(ctx, { ...page, status: "all", text: "4999" })],
    ["closed", () => list(ctx, { limit: 50, status: "closed" })],
    ["counts", () => counts(ctx)],
    ["a month of the calendar", () => calendar(ctx, { from: "2026-11-01", to: "2026-12-06" })],
    ["figures of a year", () => figures(ctx, { days: 365 })],
  ];
  const cases: BenchCase[] = [];
  for (const [what, call] of asked) {
    const name = `${REVIEWS.toLocaleString("en")} reviews: ${what}`;
    if (name.includes(only)) cases.push(await timed(name, LIMIT_MS, call, rounds));
  }
  return { name: "desk", cases, machine: machine() };
}
