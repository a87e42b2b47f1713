import type { inferRouterOutputs } from "@trpc/server";
import type { AppRouter } from "../../server/router.ts";

export type RunDetails = inferRouterOutputs<AppRouter>["runs"]["get"];
export type RunFacts = RunDetails["run"];
export type RunRow = inferRouterOutputs<AppRouter>["runs"]["list"]["items"][number];
