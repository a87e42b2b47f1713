import { sql } from "drizzle-orm";
import { customType, timestamp } from "drizzle-orm/pg-core";

/** A moment, in UTC. */
export const moment = (name: string) => timestamp(name, { withTimezone: true, mode: "date" });

/** The 64-bit id of a transaction; orders rows by the transactions that wrote them. */
export const xid8 = customType<{ data: string; driverData: string }>({ dataType: () => "xid8" });

/** The workspace that a connection of the web application was opened for; null on one that works for all. */
export const connectedWorkspace = sql`current_setting('penstock.workspace', true)`;
