import { sql } from "drizzle-orm";

/**
 * A moment as JSON has one everywhere: ISO 8601, in UTC, with milliseconds. Pages of a list go on from the moment itself,
 * which is finer.
 * @param moment the SQL of a `timestamptz`, such as `r.created_at`
 */
export const iso = (moment: string) =>
  sql.raw(`to_char(${moment} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`);
