import { randomBytes } from "node:crypto";
import type { Database } from "../../db/client.ts";
import {
  member,
  REVIEW_FUNCTIONS,
  ROLES,
  user,
  workspace,
  type ReviewFunction,
  type Role,
} from "../../db/schema/auth.ts";
import type { Actor } from "../../server/context.ts";

// What a process that decides signs with; people act as at this machine, where one click is their signing in again.
process.env["PENSTOCK_SECRET"] ??= "a secret of these tests alone, long enough";

/** A workspace of its own with one person of each role. */
export async function freshWorkspace(
  db: Database,
): Promise<{ workspaceId: string } & Record<Role, Actor>> {
  const tag = randomBytes(5).toString("hex");
  const workspaceId = `ws_${tag}`;
  await db.insert(workspace).values({ id: workspaceId, name: `Workspace ${tag}` });
  const people = ROLES.map((role): Actor => ({
    userId: `user_${role}_${tag}`,
    email: `${role}-${tag}@example.com`,
    name: `${role} ${tag}`,
    workspaceId,
    role,
    via: "local",
    functions: role === "reviewer" ? REVIEW_FUNCTIONS : [],
  }));
  await db
    .insert(user)
    .values(people.map(({ userId, email, name }) => ({ id: userId, email, name })));
  await db.insert(member).values(
    people.map(({ userId, role, functions }) => ({
      workspaceId,
      userId,
      role,
      functions: [...(functions ?? [])],
    })),
  );
  return {
    workspaceId,
    ...(Object.fromEntries(people.map((person) => [person.role, person])) as Record<Role, Actor>),
  };
}

/** One more member of a workspace, with a role and what they stand for. */
export async function addPerson(
  db: Database,
  workspaceId: string,
  role: Role,
  functions: readonly ReviewFunction[] = [],
): Promise<Actor> {
  const tag = randomBytes(5).toString("hex");
  const person: Actor = {
    userId: `user_${role}_${tag}`,
    email: `${role}-${tag}@example.com`,
    name: `${[role, ...functions].join(" ")} ${tag}`,
    workspaceId,
    role,
    via: "local",
    functions,
  };
  const { userId, email, name } = person;
  await db.insert(user).values({ id: userId, email, name });
  await db.insert(member).values({ workspaceId, userId, role, functions: [...functions] });
  return person;
}
