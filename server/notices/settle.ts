import { sql, type SQL } from "drizzle-orm";
import type { Transaction } from "../../db/client.ts";

/**
 * The statement by which notices that ask for something about reviews ask no more: they count as read, say so, and say why.
 * `reviews` selects the ids of the reviews; with `users` it is only about what these people were told.
 */
export function settledNotices(reviews: SQL, why: string, users?: readonly string[]): SQL {
  return sql`
    ${settle(why)} where kind in ('review.waiting', 'review.assigned', 'review.reminder', 'review.overdue', 'review.escalated')
      and link in (select '/reviews/' || id from (${reviews}) as settled)
      ${users ? sql`and user_id in ${[...users]}` : sql``}`;
}

function settle(why: string): SQL {
  return sql`
    update notice set kind = split_part(kind, '.', 1) || '.settled', read_at = coalesce(read_at, now()), body = ${why},
      -- Who is asked once more is told once more.
      key = key || ':settled:' || id,
      title = regexp_replace(regexp_replace(regexp_replace(title, ' waits for (your|a) decision$', ' no longer waits for \\1 decision'),
        ' is (overdue|yours)( now)?$', ' was \\1'), '^(F\\d+) is open again: ', '\\1 was opened again: ')`;
}

/** Settles what somebody was told was theirs, and is no more; `key` is how the keys of these notices begin. */
export async function settleTheirs(
  tx: Transaction,
  userId: string,
  { kind, key }: { kind: "review.assigned" | "finding.yours"; key: string },
  why: string,
): Promise<void> {
  await tx.execute(
    sql`${settle(why)} where user_id = ${userId} and kind = ${kind} and starts_with(key, ${key})`,
  );
}

/** Settles what people were told about a review, in the transaction of what leaves them nothing to do; of all, or of some. */
export async function settleNotices(
  tx: Transaction,
  reviewId: string,
  why: string,
  users?: readonly string[],
): Promise<void> {
  await tx.execute(settledNotices(sql`select ${reviewId}::text as id`, why, users));
}
