import type { inferRouterOutputs } from "@trpc/server";
import type { AppRouter } from "../../server/router.ts";

type Deployments = inferRouterOutputs<AppRouter>["deployments"];
export type Deployment = Deployments["get"];
export type Answer = Deployments["tryIt"];
export type DeploymentRow = Deployments["list"]["items"][number];
