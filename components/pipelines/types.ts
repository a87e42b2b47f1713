import type { inferRouterOutputs } from "@trpc/server";
import type { AppRouter } from "../../server/router.ts";

type Outputs = inferRouterOutputs<AppRouter>["pipelines"];
export type PipelineRow = Outputs["list"]["items"][number];
export type Example = Outputs["gallery"][number];
