import { APIError } from "better-auth/api";
import { eq, notInArray, sql } from "drizzle-orm";
import { DEFAULT_WORKSPACE, LOCAL_EMAILS } from "../db/local-people.ts";
import { member, user } from "../db/schema/auth.ts";
import { audit } from "./audit.ts";
import { isLocalMode } from "./local-mode.ts";
import { services } from "./services.ts";

/** Whether nobody has registered yet, so that the first person may. The local people do not count. */
export async function registrationIsOpen(): Promise<boolean> {
  if (isLocalMode()) return false;
  const [someone] = await services()
    .db.select({ id: user.id })
    .from(user)
    .where(notInArray(user.email, [...LOCAL_EMAILS]))
    .limit(1);
  return someone === undefined;
}

/** Runs before a user is written. */
export async function refuseSecondFirstUser(): Promise<void> {
  if (await registrationIsOpen()) return;
  throw new APIError("FORBIDDEN", {
    message: isLocalMode()
      ? "Nobody registers here: sign in as one of the local people."
      : "Registration is closed, since somebody has registered: ask an admin to add you.",
  });
}

/** Runs after a user is written: of two who register at the same moment, one becomes the admin, and the other gets into nothing. */
export async function welcomeFirstUser(created: {
  id: string;
  name: string;
  email: string;
}): Promise<void> {
  await services().db.transaction(async (tx) => {
    await tx.execute(sql`select 1 from workspace where id = ${DEFAULT_WORKSPACE} for update`);
    const [before] = await tx
      .select({ id: user.id })
      .from(member)
      .innerJoin(user, eq(user.id, member.userId))
      .where(notInArray(user.email, [...LOCAL_EMAILS]))
      .limit(1);
    if (before) return;
    await tx
      .insert(member)
      .values({ workspaceId: DEFAULT_WORKSPACE, userId: created.id, role: "admin" });
    await audit(
      tx,
      {
        userId: created.id,
        name: created.name,
        email: created.email,
        workspaceId: DEFAULT_WORKSPACE,
        role: "admin",
        via: "session",
      },
      {
        action: "member.add",
        entity: "member",
        entityId: created.id,
        after: { email: created.email, role: "admin" },
        why: "The first person to register",
      },
    );
  });
}
