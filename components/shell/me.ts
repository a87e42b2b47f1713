import type { inferRouterOutputs } from "@trpc/server";
import type { AppRouter } from "../../server/router.ts";

/** Who is signed in, with role, rights and workspace. */
export type Me = inferRouterOutputs<AppRouter>["workspace"]["me"];
