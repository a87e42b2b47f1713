import { drizzle } from "drizzle-orm/postgres-js";
import postgres from "postgres";

/** Opens a pool of connections. `sql` is the driver itself, for LISTEN and for closing. */
export function connect(
  url: string,
  { max = 10, name = "penstock" }: { max?: number; name?: string } = {},
) {
  const sql = postgres(url, {
    max,
    onnotice: () => {},
    connection: { application_name: name },
  });
  return { db: drizzle({ client: sql }), sql };
}

export type Database = ReturnType<typeof connect>["db"];
export type Transaction = Parameters<Parameters<Database["transaction"]>[0]>[0];
export type Sql = ReturnType<typeof connect>["sql"];
