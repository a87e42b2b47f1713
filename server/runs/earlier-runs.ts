import { sql, type SQL } from "drizzle-orm";

/**
 * As `with recursive earlier(id, distance)`: the run that this one runs again, the one that that one runs again, and so on.
 * @param inSuchAWay what has to hold of a run `r` for its own original to count
 */
export const earlierRuns = (runId: string, inSuchAWay: SQL) => sql`
  select r.trigger ->> 'of', 1 from run r where r.id = ${runId} and ${inSuchAWay}
  union all
  select r.trigger ->> 'of', e.distance + 1 from earlier e join run r on r.id = e.id where ${inSuchAWay}`;
