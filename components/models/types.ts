import type { inferRouterOutputs } from "@trpc/server";
import type { AppRouter } from "../../server/router.ts";

export type Version = inferRouterOutputs<AppRouter>["models"]["version"];
