import { connect } from "./client.ts";
import { DEFAULT_WORKSPACE, LOCAL_PEOPLE } from "./local-people.ts";
import { member, user, workspace } from "./schema/auth.ts";

/** What an installation begins with: a workspace and, with `localUsers`, three people in it. Leaves alone what is there. */
export async function seed(
  databaseUrl: string,
  { localUsers }: { localUsers: boolean },
): Promise<void> {
  const { db, sql } = connect(databaseUrl, { max: 1, name: "penstock-seed" });
  try {
    await db.transaction(async (tx) => {
      await tx
        .insert(workspace)
        .values({ id: DEFAULT_WORKSPACE, name: "Default" })
        .onConflictDoNothing();
      if (!localUsers) return;
      for (const { id, name, email, role, functions } of Object.values(LOCAL_PEOPLE)) {
        await tx
          .insert(user)
          .values({ id, name, email, emailVerified: true })
          .onConflictDoNothing();
        await tx
          .insert(member)
          .values({ workspaceId: DEFAULT_WORKSPACE, userId: id, role, functions: [...functions] })
          .onConflictDoNothing();
      }
    });
  } finally {
    await sql.end();
  }
}
