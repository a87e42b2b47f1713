import type { Role } from "../db/schema/auth.ts";

/** What a procedure may require. Every procedure, route and verb names one. */
export const RIGHTS = [
  "workspace.read",
  "pipelines.write",
  "runs.start",
  "runs.control",
  "limits.write",
  "datasets.write",
  "reviews.decide",
  "deployments.write",
  "keys.write",
  "secrets.write",
  "audit.read",
] as const;

export type Right = (typeof RIGHTS)[number];

const GRANTS: Record<Role, readonly Right[]> = {
  viewer: ["workspace.read"],
  designer: [
    "workspace.read",
    "pipelines.write",
    "runs.start",
    "runs.control",
    "datasets.write",
    "secrets.write",
    "audit.read",
  ],
  reviewer: ["workspace.read", "reviews.decide", "audit.read"],
  operator: [
    "workspace.read",
    "runs.start",
    "runs.control",
    "limits.write",
    "deployments.write",
    "keys.write",
    "secrets.write",
    "audit.read",
  ],
  admin: RIGHTS,
};

export function can(role: Role, right: Right): boolean {
  return GRANTS[role].includes(right);
}
