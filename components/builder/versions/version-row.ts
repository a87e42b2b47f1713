import type { inferRouterOutputs } from "@trpc/server";
import type { AppRouter } from "../../../server/router.ts";

/** A published version as the list brings it. */
export type VersionRow = inferRouterOutputs<AppRouter>["pipelines"]["versions"]["items"][number];
