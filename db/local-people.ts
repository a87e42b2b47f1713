import type { ReviewFunction, Role } from "./schema/auth.ts";

/** The workspace that every installation begins with. */
export const DEFAULT_WORKSPACE = "default";

interface LocalPerson {
  id: string;
  name: string;
  email: string;
  role: Role;
  functions: readonly ReviewFunction[];
}

/** The people of the local default. They have no password: the one-click sign-in is their only one. */
export const LOCAL_PEOPLE = {
  designer: {
    id: "user_designer",
    name: "Dana Designer",
    email: "designer@penstock.local",
    role: "designer",
    functions: [],
  },
  reviewer: {
    id: "user_reviewer",
    name: "Robin Reviewer",
    email: "reviewer@penstock.local",
    role: "reviewer",
    functions: ["model-risk", "compliance"],
  },
  privacy: {
    id: "user_privacy",
    name: "Priya Privacy",
    email: "privacy@penstock.local",
    role: "reviewer",
    functions: ["privacy"],
  },
  business: {
    id: "user_business",
    name: "Ben Business",
    email: "business@penstock.local",
    role: "reviewer",
    functions: ["business"],
  },
  operator: {
    id: "user_operator",
    name: "Olga Operator",
    email: "operator@penstock.local",
    role: "operator",
    functions: [],
  },
  auditor: {
    id: "user_auditor",
    name: "Avery Auditor",
    email: "auditor@penstock.local",
    role: "auditor",
    functions: [],
  },
  admin: {
    id: "user_admin",
    name: "Alex Admin",
    email: "admin@penstock.local",
    role: "admin",
    functions: [],
  },
} as const satisfies Record<string, LocalPerson>;

export type LocalRole = keyof typeof LOCAL_PEOPLE;

export const LOCAL_EMAILS: readonly string[] = Object.values(LOCAL_PEOPLE).map(
  (person) => person.email,
);
