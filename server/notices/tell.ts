import { and, arrayContains, eq, inArray, or, sql } from "drizzle-orm";
import type { Database, Transaction } from "../../db/client.ts";
import {
  group,
  groupMember,
  member,
  type ReviewFunction,
  type Role,
} from "../../db/schema/auth.ts";
import { notice } from "../../db/schema/governance.ts";
import { newId } from "../ids.ts";

/** Whom to tell: people by id, everybody of some roles, or everybody who stands for a function. */
export interface Audience {
  users?: readonly string[];
  roles?: readonly Role[];
  functions?: readonly ReviewFunction[];
}

export interface Telling {
  kind: `${string}.${string}`;
  /** Telling a person twice with one key has one effect. */
  key: string;
  title: string;
  body?: string;
  /** The path of the page it is about. */
  link: string;
}

/** Leaves a notice for each person of the audience, in the transaction of what it tells of. */
export async function tell(
  tx: Transaction | Database,
  workspaceId: string,
  audience: Audience,
  { kind, key, title, body = "", link }: Telling,
): Promise<void> {
  const userIds = await membersOf(tx, workspaceId, audience);
  if (userIds.length === 0) return;
  await tx
    .insert(notice)
    .values(
      userIds.map((userId) => ({
        id: newId("not"),
        workspaceId,
        userId,
        kind,
        key,
        title,
        body,
        link,
      })),
    )
    .onConflictDoNothing();
}

/** The ids of the workspace's members whom an audience names. */
async function membersOf(
  tx: Transaction | Database,
  workspaceId: string,
  { users = [], roles = [], functions = [] }: Audience,
): Promise<string[]> {
  const wanted = [
    ...(users.length > 0 ? [inArray(member.userId, [...users])] : []),
    ...(roles.length > 0 ? [inArray(member.role, [...roles])] : []),
    ...functions.flatMap((one) => [
      arrayContains(member.functions, [one]),
      sql`exists (select 1 from ${groupMember} gm join ${group} g on g.id = gm.group_id
        where gm.user_id = ${member.userId} and g.workspace_id = ${workspaceId} and ${one} = any(g.functions))`,
    ]),
  ];
  if (wanted.length === 0) return [];
  const rows = await tx
    .select({ userId: member.userId })
    .from(member)
    .where(and(eq(member.workspaceId, workspaceId), or(...wanted)));
  return rows.map(({ userId }) => userId);
}
