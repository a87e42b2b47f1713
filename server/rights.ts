import type { Role } from "../db/schema/auth.ts";

/** What a procedure may require. Every procedure, route and verb names one. */
export const RIGHTS = [
  "workspace.read",
  "pipelines.write",
  "runs.start",
  "runs.control",
  "limits.write",
  "datasets.write",
  "reviews.open",
  "reviews.comment",
  "reviews.decide",
  "reviews.triage",
  "documentation.write",
  "evidence.attach",
  "risk.assess",
  "policies.write",
  "waivers.request",
  "waivers.approve",
  "incidents.report",
  "approvals.suspend",
  "models.retire",
  "deployments.write",
  "keys.write",
  "secrets.write",
  "audit.read",
  "audit.export",
  "members.write",
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
    "reviews.open",
    "reviews.comment",
    "documentation.write",
    "evidence.attach",
    "risk.assess",
    "waivers.request",
    "incidents.report",
    "audit.read",
  ],
  reviewer: [
    "workspace.read",
    "reviews.open",
    "reviews.comment",
    "reviews.decide",
    "reviews.triage",
    "evidence.attach",
    "risk.assess",
    "waivers.approve",
    "incidents.report",
    "approvals.suspend",
    "audit.read",
  ],
  operator: [
    "workspace.read",
    "runs.start",
    "runs.control",
    "limits.write",
    "reviews.open",
    "reviews.comment",
    "risk.assess",
    "waivers.request",
    "incidents.report",
    "approvals.suspend",
    "models.retire",
    "deployments.write",
    "keys.write",
    "secrets.write",
    "audit.read",
  ],
  auditor: ["workspace.read", "reviews.comment", "audit.read", "audit.export"],
  admin: RIGHTS,
};

export function can(role: Role, right: Right): boolean {
  return GRANTS[role].includes(right);
}
