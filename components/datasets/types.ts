import type { inferRouterOutputs } from "@trpc/server";
import type { AppRouter } from "../../server/router.ts";

type Outputs = inferRouterOutputs<AppRouter>["datasets"];
export type DatasetRow = Outputs["list"]["items"][number];
export type Dataset = Outputs["get"];
export type DatasetVersion = Dataset["versions"][number];
