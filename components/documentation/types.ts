import type { inferRouterOutputs } from "@trpc/server";
import type { AppRouter } from "../../server/router.ts";

type Documentation = inferRouterOutputs<AppRouter>["documentation"]["get"];
export type Section = Documentation["sections"][number];
