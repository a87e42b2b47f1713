import type { Role } from "./schema/auth.ts";

/** The workspace that every installation begins with. */
export const DEFAULT_WORKSPACE = "default";

interface LocalPerson {
  id: string;
  name: string;
  email: string;
  role: Role;
}

/** The people of the local default. They have no password: the one-click sign-in is their only one. */
export const LOCAL_PEOPLE = {
  designer: {
    id: "user_designer",
    name: "Dana Designer",
    email: "designer@penstock.local",
    role: "designer",
  },
  reviewer: {
    id: "user_reviewer",
    name: "Robin Reviewer",
    email: "reviewer@penstock.local",
    role: "reviewer",
  },
  admin: { id: "user_admin", name: "Alex Admin", email: "admin@penstock.local", role: "admin" },
} as const satisfies Record<string, LocalPerson>;

export type LocalRole = keyof typeof LOCAL_PEOPLE;

export const LOCAL_EMAILS: readonly string[] = Object.values(LOCAL_PEOPLE).map(
  (person) => person.email,
);
