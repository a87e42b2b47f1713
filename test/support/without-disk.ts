import { connect } from "../../db/client.ts";
import type { Stack } from "../../server/start/stack.ts";

/**
 * The stack's own Postgres need not outlive a failure of the machine's power in tests: from now on nothing waits for the
 * disk. A server that somebody else runs is left as it is.
 */
export async function withoutDisk(stack: Stack): Promise<void> {
  if (!stack.processes().some(({ name }) => name === "postgres")) return;
  const { sql } = connect(stack.env["DATABASE_URL"]!, { max: 1 });
  for (const setting of ["fsync", "full_page_writes", "synchronous_commit"])
    await sql.unsafe(`alter system set ${setting} = off`);
  await sql`select pg_reload_conf()`;
  await sql.end();
}
