import type { inferRouterOutputs } from "@trpc/server";
import type { AppRouter } from "../../server/router.ts";

type Models = inferRouterOutputs<AppRouter>["models"];
export type Version = Models["version"];
export type ModelRow = Models["list"]["items"][number];
