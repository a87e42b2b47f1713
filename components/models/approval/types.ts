import type { inferRouterOutputs } from "@trpc/server";
import type { AppRouter } from "../../../server/router.ts";

export type Approval = inferRouterOutputs<AppRouter>["approvals"]["get"];
export type Suspension = Approval["suspensions"][number];
export type Waiver = Approval["waivers"][number];

/** A version as its page names it. */
export interface VersionName {
  name: string;
  number: number;
}
