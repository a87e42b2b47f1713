import { drizzle } from "drizzle-orm/postgres-js";
import postgres from "postgres";

interface ConnectOptions {
  max?: number;
  name?: string;
  /** The one workspace whose rows the role of the web application sees on these connections. */
  workspace?: string;
  /** Seconds after which a connection that nobody uses is closed; never by default. */
  idleTimeout?: number;
}

/** Opens a pool of connections. `sql` is the driver itself, for LISTEN and for closing. */
export function connect(
  url: string,
  { max = 10, name = "penstock", workspace, idleTimeout }: ConnectOptions = {},
) {
  const sql = postgres(url, {
    max,
    onnotice: () => {},
    idle_timeout: idleTimeout,
    connection: {
      application_name: name,
      // Whatever the database's own is: days are counted in it, and moments written as text.
      TimeZone: "UTC",
      // With the start of the connection: no query costs more for it, and none can run before.
      ...(workspace === undefined ? {} : { "penstock.workspace": workspace }),
    },
  });
  return { db: drizzle({ client: sql }), sql };
}

export type Database = ReturnType<typeof connect>["db"];
export type Transaction = Parameters<Parameters<Database["transaction"]>[0]>[0];
export type Sql = ReturnType<typeof connect>["sql"];
