import { and, eq, notInArray, sql } from "drizzle-orm";
import type { Transaction } from "../../db/client.ts";
import { member } from "../../db/schema/auth.ts";
import { authorize, type Actor, type Ctx } from "../context.ts";
import { PenstockError } from "../errors.ts";
import { newId } from "../ids.ts";
import { tell } from "../notices/tell.ts";
import { findMember } from "./find.ts";
import { inPerson } from "../sessions/in-person.ts";
import { signInAgain, type Proof } from "../sign-in/sign-in-again.ts";

/** The first lines of a verb by which an admin helps somebody else to sign in: whoever has it could become that person. */
export async function beginRecovery(
  ctx: Ctx,
  { userId, proof }: { userId: string; proof: Proof },
): Promise<void> {
  authorize(ctx, "members.write");
  inPerson(ctx);
  if (userId === ctx.actor.userId)
    throw new PenstockError(
      "forbidden",
      "This is for others who cannot sign in: change your own password and second factor under You, in Settings.",
    );
  // Before the proof: whether somebody of that id is here is no secret, and a wrong one costs no try.
  await findMember(ctx, ctx.db, userId);
  await signInAgain(ctx, proof, { secondFactor: false });
}

/**
 * Refuses an admin who would get into workspaces by it that are not theirs: a person signs in to all of theirs alike.
 * @throws PenstockError `forbidden`
 */
export async function keepToOwnWorkspaces(
  tx: Transaction,
  admin: Pick<Actor, "userId">,
  person: { userId: string; name: string },
): Promise<void> {
  const [beyond] = await tx
    .select({ workspaceId: member.workspaceId })
    .from(member)
    .where(
      and(
        eq(member.userId, person.userId),
        sql`not exists (select 1 from member own where own.workspace_id = ${member.workspaceId}
          and own.user_id = ${admin.userId} and own.role = 'admin')`,
      ),
    )
    .limit(1);
  if (beyond)
    throw new PenstockError(
      "forbidden",
      `${person.name} is also in a workspace where you are no admin: ask somebody who is an admin of all of theirs.`,
    );
}

/** Tells the person, and the workspace's other admins, what was done about the person's sign-in. */
export async function tellOfRecovery(
  tx: Transaction,
  by: Pick<Actor, "userId" | "workspaceId">,
  {
    userId,
    kind,
    forThem,
    forAdmins,
  }: { userId: string; kind: `member.${string}`; forThem: string; forAdmins: string },
): Promise<void> {
  const { workspaceId } = by;
  const admins = await tx
    .select({ id: member.userId })
    .from(member)
    .where(
      and(
        eq(member.workspaceId, workspaceId),
        eq(member.role, "admin"),
        notInArray(member.userId, [by.userId, userId]),
      ),
    );
  const key = newId("told");
  await tell(
    tx,
    workspaceId,
    { users: [userId] },
    {
      kind,
      key,
      title: forThem,
      body: "If you did not expect this, tell another admin at once.",
      link: "/settings#password",
    },
  );
  await tell(
    tx,
    workspaceId,
    { users: admins.map(({ id }) => id) },
    {
      kind,
      key,
      title: forAdmins,
      body: "If you did not expect this, ask them.",
      link: "/settings#members",
    },
  );
}
