import type { Role } from "../../db/schema/auth.ts";

/** What a role allows, in words; `server/rights.ts` decides. */
export const ROLE_MAY: Record<Role, string> = {
  viewer: "Reads everything.",
  designer:
    "Draws and runs pipelines, adds datasets, sets secrets, reads the audit record. Does not decide on models.",
  reviewer: "Reads the evidence and decides on models. Reads the audit record.",
  operator: "Starts and stops runs, rolls deployments back, makes API keys, sets secrets.",
  auditor: "Reads everything, the audit record too; checks it and exports it. Changes nothing.",
  admin: "All of it.",
};
