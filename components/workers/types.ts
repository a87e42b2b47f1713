import type { inferRouterOutputs } from "@trpc/server";
import type { AppRouter } from "../../server/router.ts";

type Listed = inferRouterOutputs<AppRouter>["workers"]["list"];
export type Worker = Listed["workers"][number];
export type Queue = Listed["queues"][number];
